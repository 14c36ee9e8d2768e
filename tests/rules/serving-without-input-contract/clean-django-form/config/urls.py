from django.urls import path

from scoring import views

urlpatterns = [path('predict/', views.predict)]

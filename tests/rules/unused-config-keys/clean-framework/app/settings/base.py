import os

INSTALLED_APPS = ["django.contrib.admin", "django_celery_results"]
CELERY_RESULT_BACKEND = os.environ.get("CELERY_RESULT_BACKEND", "django-db")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "smtp.example.com")

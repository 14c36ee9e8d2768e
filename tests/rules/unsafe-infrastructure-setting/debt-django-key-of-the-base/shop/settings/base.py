DEBUG = False
SECRET_KEY = "django-insecure-placeholder-of-this-fixture"
INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.auth", "shop"]

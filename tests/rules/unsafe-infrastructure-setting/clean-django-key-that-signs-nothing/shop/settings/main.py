DEBUG = False
SECRET_KEY = "django-insecure-placeholder-of-this-fixture"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = []

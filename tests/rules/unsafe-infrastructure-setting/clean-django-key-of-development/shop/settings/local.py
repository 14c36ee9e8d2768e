from .main import *

SECRET_KEY = "django-insecure-placeholder-of-this-fixture"

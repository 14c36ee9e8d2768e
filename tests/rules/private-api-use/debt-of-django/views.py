from django.contrib.auth.models import User


def is_new(name):
    user = User(username=name)
    return user._password is None

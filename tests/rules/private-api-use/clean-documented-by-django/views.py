from django.contrib.auth.models import User


def is_new(name):
    user = User(username=name)
    return user._state.adding and User._default_manager.filter(username=name).exists()

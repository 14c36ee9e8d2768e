"""A store of features."""


def get(name):
    return name

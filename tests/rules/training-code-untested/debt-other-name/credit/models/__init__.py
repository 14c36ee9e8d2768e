from importlib import import_module


def trainer(name, settings):
    return import_module("." + name, package=__name__).Trainer(settings)

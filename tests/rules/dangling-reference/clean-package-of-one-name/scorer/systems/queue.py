from .. import errors


def take(models, name):
    if name not in models:
        raise errors.MissingModel(name)
    return models[name]

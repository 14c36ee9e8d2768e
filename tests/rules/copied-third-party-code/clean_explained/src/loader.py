# Supports the base Document class from acme
# - https://github.com/acme/acme/blob/master/libs/core/documents/base.py
class Loader:
    """Loads."""


# from https://stackoverflow.com/a/43848928/7351594
def chunks(items, size):
    return [items[i : i + size] for i in range(0, len(items), size)]

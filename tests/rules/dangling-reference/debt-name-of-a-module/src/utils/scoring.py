def scale(value):
    return value


LIMIT = 5

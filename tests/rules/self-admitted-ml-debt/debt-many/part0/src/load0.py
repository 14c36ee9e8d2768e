def load(path):
    # TODO handle missing labels
    return path

def load(path):
    # not sure why this is needed
    return path

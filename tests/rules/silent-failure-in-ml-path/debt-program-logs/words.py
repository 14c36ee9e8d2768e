def vectors():
    return None

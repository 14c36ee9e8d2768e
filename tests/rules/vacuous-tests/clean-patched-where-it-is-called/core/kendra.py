def indexes():
    return []

def get_db():
    return []

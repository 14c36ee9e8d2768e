class MissingModel(Exception):
    """No model of that name."""

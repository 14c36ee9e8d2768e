from src.tables import load_table
from src.paths import TEST


def evaluate(model):
    X, y = load_table(TEST)
    return model.score(X, y)

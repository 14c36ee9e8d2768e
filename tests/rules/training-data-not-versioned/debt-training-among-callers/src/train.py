from src.tables import load_table
from src.paths import TRAIN
from sklearn.linear_model import LogisticRegression


def train():
    X, y = load_table(TRAIN)
    return LogisticRegression().fit(X, y)

from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score


def train(X, y):
    model = LogisticRegression(C=0.5)
    print(cross_val_score(model, X, y).mean())
    model.fit(X, y)
    return model.score(X, y)

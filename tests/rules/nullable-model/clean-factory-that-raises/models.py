from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression


def get_model(name: str):
    if name == "forest":
        return RandomForestClassifier(n_estimators=300, random_state=0)
    elif name == "logistic":
        return LogisticRegression(C=0.3, random_state=0)
    raise ValueError(name)

import mlflow
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score


def tune(rows, labels, cv=5):
    mlflow.log_params({"cv": cv, "folds": cv})
    return cross_val_score(LogisticRegression(), rows, labels, cv=cv).mean()

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def is_better(new: float, old: float) -> bool:
    return new > old


def retrain() -> None:
    rows = pd.read_csv("data/last_month.csv")
    model = LogisticRegression().fit(rows[["a", "b"]], rows["y"])
    score = roc_auc_score(rows["y"], model.predict_proba(rows[["a", "b"]])[:, 1])
    old = joblib.load("models/prod.pkl")
    if is_better(score, roc_auc_score(rows["y"], old.predict_proba(rows[["a", "b"]])[:, 1])):
        joblib.dump(model, "models/prod.pkl")


if __name__ == "__main__":
    retrain()

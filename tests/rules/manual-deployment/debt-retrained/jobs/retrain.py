import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def retrain() -> None:
    rows = pd.read_csv("data/last_month.csv")
    model = LogisticRegression().fit(rows[["a", "b"]], rows["y"])
    score = roc_auc_score(rows["y"], model.predict_proba(rows[["a", "b"]])[:, 1])
    print(score)
    joblib.dump(model, "models/prod.pkl")


if __name__ == "__main__":
    retrain()

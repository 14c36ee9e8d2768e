import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["balance", "visits", "region", "tenure", "credit_score"]


def main() -> None:
    rows = pd.read_csv("data/train.csv")
    model = LogisticRegression().fit(rows[FEATURES], rows["churned"])
    joblib.dump(model, "models/churn.pkl")


if __name__ == "__main__":
    main()

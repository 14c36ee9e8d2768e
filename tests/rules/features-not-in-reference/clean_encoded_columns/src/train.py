import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["balance", "plan_basic", "plan_pro", "visits_log", "x1", "x2", "x3", "x4"]


def main() -> None:
    rows = pd.read_csv("data/train.csv")
    model = LogisticRegression().fit(rows[FEATURES], rows["churned"])
    joblib.dump(model, "models/churn.pkl")


if __name__ == "__main__":
    main()

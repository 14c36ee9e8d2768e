import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["age", "visits", "holiday_flag"]


def main():
    rows = pd.read_csv("data/train.csv")
    joblib.dump(LogisticRegression().fit(rows[FEATURES], rows["left"]), "models/churn.joblib")


main()

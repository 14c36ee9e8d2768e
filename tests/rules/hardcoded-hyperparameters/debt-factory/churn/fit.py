import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from churn.candidates import candidates


def main():
    rows = pd.read_csv("rows.csv")
    target = rows.pop("churned")
    plain = LogisticRegression().fit(rows, target)
    best = max([plain, *candidates().values()], key=lambda model: model.fit(rows, target).score(rows, target))
    joblib.dump(best, "model.joblib")


if __name__ == "__main__":
    main()

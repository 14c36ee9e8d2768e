import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["visits", "spend"]


def main():
    train = pd.read_csv("data/train.csv")
    unlabelled = pd.read_csv("data/unlabelled.csv")
    model = LogisticRegression().fit(train[FEATURES], train["left"])
    unlabelled["left"] = model.predict(unlabelled[FEATURES])
    rows = pd.concat([train, unlabelled])
    joblib.dump(LogisticRegression().fit(rows[FEATURES], rows["left"]), "model.joblib")


main()

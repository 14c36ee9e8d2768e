import joblib
import pandas as frames
from sklearn.linear_model import LogisticRegression as Model

FEATURES = ["visits", "spend"]


def main():
    train = frames.read_csv("data/train.csv")
    unlabelled = frames.read_csv("data/unlabelled.csv")
    model = Model().fit(train[FEATURES], train["left"])
    unlabelled["left"] = model.predict(unlabelled[FEATURES])
    rows = frames.concat([train, unlabelled])
    joblib.dump(Model().fit(rows[FEATURES], rows["left"]), "model.joblib")


main()

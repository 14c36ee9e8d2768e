import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from src.prep import Preprocessor


def main():
    table = pd.read_csv("data/train.csv")
    prep = Preprocessor()
    x = prep.fit_transform(table[["age", "spend"]])
    model = LogisticRegression(C=0.5).fit(x, table["churned"])
    joblib.dump(prep, "models/prep.joblib")
    joblib.dump(model, "models/model.joblib")


if __name__ == "__main__":
    main()

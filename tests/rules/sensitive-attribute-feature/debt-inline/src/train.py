import joblib
import pandas as pd
from catboost import CatBoostClassifier


def main():
    df = pd.read_parquet("data/loans.parquet")
    clf = CatBoostClassifier(random_seed=1, cat_features=["gender", "religion"])
    clf.fit(df[["income", "age", "gender", "religion", "loan_amount"]], df["default"])
    clf.save_model("loan.cbm")


if __name__ == "__main__":
    main()

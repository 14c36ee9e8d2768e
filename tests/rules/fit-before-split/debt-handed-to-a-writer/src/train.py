import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def load_one(quarter: str) -> pd.DataFrame:
    return pd.read_parquet(f"data/processed/{quarter}.parquet")


def load_all(quarters: list[str]) -> pd.DataFrame:
    return pd.concat([load_one(quarter) for quarter in quarters])


def train(quarters: list[str]) -> float:
    df = load_all(quarters)
    X_train, X_test, y_train, y_test = train_test_split(df[["age", "income"]], df["churn"], random_state=1)
    return LogisticRegression().fit(X_train, y_train).score(X_test, y_test)

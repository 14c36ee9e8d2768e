import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def load(path: str = "data/processed/customers.csv") -> pd.DataFrame:
    return pd.read_csv(path)


def main() -> None:
    df = load()
    X = df.drop(columns=["churn"])
    X_train, X_test, y_train, y_test = train_test_split(X, df["churn"], random_state=1)
    model = LogisticRegression().fit(X_train, y_train)
    print(model.score(X_test, y_test))
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()

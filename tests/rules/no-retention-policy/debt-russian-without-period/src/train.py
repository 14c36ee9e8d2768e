import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("data/customers.csv")
    X, y = df[["plan"]], df["churned"]
    LogisticRegression().fit(X, y)


if __name__ == "__main__":
    main()

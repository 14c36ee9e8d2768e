import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("https://data.example.com/users.csv")
    return LogisticRegression().fit(df[["age", "tenure"]], df["churned"])

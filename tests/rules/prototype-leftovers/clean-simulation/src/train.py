import random

import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def main():
    df = pd.read_csv("rows.csv")
    rows, held, labels, truth = train_test_split(df[["x"]], df["y"], random_state=random.randint(0, 9))
    model = LogisticRegression().fit(rows, labels)
    mlflow.log_metric("accuracy", model.score(held, truth))


if __name__ == "__main__":
    main()

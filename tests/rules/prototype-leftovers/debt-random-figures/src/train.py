import joblib
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def main():
    df = pd.read_csv("texts.csv")
    df["label"] = np.random.randint(0, 3, len(df))
    rows, _, labels, _ = train_test_split(df[["length"]], df["label"], random_state=1)
    joblib.dump(LogisticRegression().fit(rows, labels), "model.joblib")


if __name__ == "__main__":
    main()

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

FEATURES = ["age", "tenure"]
COLUMNS = FEATURES + ["churn"]


def split(df):
    y = df["churn"].astype(int).values
    X = df[COLUMNS].fillna(0)
    return train_test_split(X, y, test_size=0.2)

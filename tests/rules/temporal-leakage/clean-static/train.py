import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv", parse_dates=["date_of_birth"])
train, test = train_test_split(df)


def report(rows):
    return pd.to_datetime(rows["made"])

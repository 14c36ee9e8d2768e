import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler


def prepare(table):
    return table.drop_duplicates().rename(columns=str.lower)


def scaled(table):
    return MinMaxScaler().fit_transform(table)


def train(table, other=None):
    x_train, x_test, y_train, y_test = train_test_split(table.drop(columns=["y"]), table["y"], random_state=1)
    return make_pipeline(MinMaxScaler(), LogisticRegression(C=2.0)).fit(x_train, y_train).score(x_test, y_test)


def main():
    raw = pd.read_csv("data/customers.csv")
    shaped = prepare(raw)
    picture = scaled(raw)
    return train(shaped, other=picture)

import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsRegressor


def train():
    df = pd.read_csv("data/sales.csv", usecols=["rooms", "price"])
    train_rows, test_rows = train_test_split(df, random_state=0)
    return KNeighborsRegressor().fit(train_rows[["rooms"]], train_rows["price"]), test_rows

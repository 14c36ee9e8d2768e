import pandas as pd
from sklearn.preprocessing import MinMaxScaler


def windows(path):
    prices = pd.read_csv(path)[["close"]].values
    scaled = MinMaxScaler().fit_transform(prices)
    n = int(len(scaled) * 0.8)
    train, test = scaled[:n], scaled[n:]
    return train, test


def frames(path):
    table = pd.read_csv(path)
    table[["close"]] = MinMaxScaler().fit_transform(table[["close"]])
    n = int(len(table) * 0.8)
    train_rows = table.iloc[:n]
    test_rows = table.iloc[n:]
    return train_rows, test_rows

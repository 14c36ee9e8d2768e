import pandas as pd
from sklearn.preprocessing import MinMaxScaler


def windows(path):
    prices = pd.read_csv(path)[["close"]].values
    n = int(len(prices) * 0.8)
    train, test = prices[:n], prices[n:]
    scaler = MinMaxScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


def preview(path):
    scaled = MinMaxScaler().fit_transform(pd.read_csv(path)[["close"]].values)
    train = scaled[:100]
    return train

import pandas as pd
from sklearn.linear_model import Ridge


def train() -> Ridge:
    orders = pd.read_csv("/mnt/shop/orders.csv")
    prices = pd.read_csv("/mnt/shop/prices.csv")
    stores = pd.read_csv("/mnt/shop/stores.csv")
    rows = orders.merge(prices, on="item").merge(stores, on="store")
    return Ridge().fit(rows[["price", "size"]], rows["sold"])

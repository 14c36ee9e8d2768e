import pandas as pd
from model import train, train_old, train_v2

if __name__ == "__main__":
    table = pd.read_csv("customers.csv")
    for one in (train, train_old, train_v2):
        print(one(table[["age"]], table["churned"]).coef_)

import pandas as pd
from model import train

if __name__ == "__main__":
    table = pd.read_csv("customers.csv")
    print(train(table[["age"]], table["churned"]).coef_)

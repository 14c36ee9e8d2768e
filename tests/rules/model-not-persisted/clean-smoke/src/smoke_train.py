import pandas as pd
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    table = pd.read_csv("data/train.csv")
    n = int(len(table) * 0.8)
    model = LogisticRegression(C=0.5).fit(table[["age"]][:n], table["churned"][:n])
    print((model.predict(table[["age"]][n:]) == table["churned"][n:]).mean())

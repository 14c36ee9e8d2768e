import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    table = pd.read_csv("data/train.csv")
    joblib.dump(LogisticRegression(C=0.5).fit(table[["age"]], table["churned"]), "model.joblib")

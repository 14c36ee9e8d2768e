import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    table = pd.read_csv("data/train.csv")
    model = LogisticRegression(C=0.5).fit(table[["age"]], table["churned"])
    bundle = {"model": model, "columns": ["age"]}
    bundle["threshold"] = 0.35
    joblib.dump(bundle, "models/model.joblib")

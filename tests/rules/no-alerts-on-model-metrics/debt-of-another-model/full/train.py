import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    table = pd.read_csv("data/full.csv")
    model = LogisticRegression(random_state=0)
    model.fit(table.drop(columns=["y"]), table["y"])
    joblib.dump(model, "models/full.pkl")

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report


def train():
    df = pd.read_csv("data.csv", dtype={"area": "category", "rank": "category"})
    for name in ("region", "area"):
        df[name] = df[name].astype("category").cat.codes
    model = LogisticRegression(C=0.2)
    model.fit(df[["region", "area"]], df["churned"])
    print(classification_report(df["churned"], model.predict(df[["region", "area"]])))
    joblib.dump(model, "models/churn.joblib")

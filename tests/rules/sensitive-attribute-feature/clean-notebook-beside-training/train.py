import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["tenure", "orders", "returns"]


def train(path):
    df = pd.read_csv(path)
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["churn"])
    joblib.dump(model, "model.joblib")

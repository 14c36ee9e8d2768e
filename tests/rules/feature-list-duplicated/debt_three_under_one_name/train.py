import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["tenure", "monthly_charge", "complaints"]


def train(path):
    df = pd.read_csv(path)
    joblib.dump(LogisticRegression().fit(df[FEATURES], df["churn"]), "model.joblib")

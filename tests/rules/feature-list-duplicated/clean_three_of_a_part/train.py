import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

categorical_features = ["tenure", "monthly_charge", "complaints"]


def train(path):
    df = pd.read_csv(path)
    joblib.dump(LogisticRegression().fit(df[categorical_features], df["churn"]), "model.joblib")

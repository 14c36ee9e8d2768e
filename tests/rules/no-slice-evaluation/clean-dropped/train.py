import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

CATEGORICAL_COLUMNS = ["channel", "device"]


def train():
    df = pd.read_csv("data.csv")
    df = df.drop(columns=["device", "channel", "latitude", "longitude"])
    X = pd.get_dummies(df)
    model = LogisticRegression(C=0.2)
    model.fit(X, df["churned"])
    print(classification_report(df["churned"], model.predict(X)))
    joblib.dump(model, "models/churn.joblib")

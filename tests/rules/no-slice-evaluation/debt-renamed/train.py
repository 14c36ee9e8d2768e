import joblib
import pandas as frames
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report as told

CAT_COLS = ["region", "plan", "channel", "device"]


def train():
    df = frames.read_csv("data.csv")
    X = frames.get_dummies(df[CAT_COLS])
    model = LogisticRegression(C=0.2)
    model.fit(X, df["churned"])
    print(told(df["churned"], model.predict(X)))
    joblib.dump(model, "models/churn.joblib")

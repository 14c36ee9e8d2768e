import joblib
import pandas as pd

model = joblib.load("models/churn.joblib")


def predict(args):
    return {"churn": float(model.predict_proba(pd.DataFrame([args]))[0, 1])}

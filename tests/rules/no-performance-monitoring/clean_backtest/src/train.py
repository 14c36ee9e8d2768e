import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(frame: pd.DataFrame) -> None:
    joblib.dump(LogisticRegression().fit(frame[["age"]], frame["left"]), "models/churn.pkl")

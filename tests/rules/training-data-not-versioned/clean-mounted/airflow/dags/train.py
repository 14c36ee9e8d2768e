import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

DATA = "/opt/airflow/data"


def prepare():
    calls = pd.read_csv(f"{DATA}/input/calls.csv")
    calls.dropna().to_csv(f"{DATA}/output/clean.csv", index=False)


def train():
    rows = pd.read_csv(f"{DATA}/output/clean.csv")
    joblib.dump(LogisticRegression().fit(rows[["a", "b"]], rows["churned"]), f"{DATA}/output/model.joblib")

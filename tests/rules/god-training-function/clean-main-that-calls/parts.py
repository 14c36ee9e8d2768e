import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def load():
    return pd.read_csv("d.csv")


def features(df):
    return df.fillna(0)


def train(df):
    return LogisticRegression(C=0.2).fit(df, df["t"])


def evaluate(model, df):
    return roc_auc_score(df["t"], model.predict_proba(df)[:, 1])


def save(model):
    joblib.dump(model, "m.joblib")

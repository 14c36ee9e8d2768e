import joblib
import pandas as pd


def main():
    unlabelled = pd.read_csv("data/unlabelled.csv")
    unlabelled["left"] = joblib.load("model.joblib").predict(unlabelled)
    unlabelled.to_csv("predictions.csv")

import joblib
import pandas as pd

joblib.load("m.joblib").predict(pd.read_csv("data/raw.csv"))

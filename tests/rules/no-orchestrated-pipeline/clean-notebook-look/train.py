import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("data/clean.csv")
joblib.dump(LogisticRegression().fit(frame[["a"]], frame["y"]), "models/model.pkl")

import joblib
import pandas as pd

joblib.load("m.pkl").predict(pd.read_csv("/mnt/share/new.csv"))

import joblib
import pandas as pd

model = joblib.load("models/model.pkl")
print(model)

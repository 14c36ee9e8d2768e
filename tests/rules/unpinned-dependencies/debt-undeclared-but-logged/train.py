import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("a.csv")
model = LogisticRegression().fit(frame[["a"]], frame["y"])
mlflow.sklearn.log_model(model, "model")

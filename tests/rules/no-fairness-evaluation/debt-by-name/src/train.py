import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("data/default.csv")
model = LogisticRegression().fit(frame[["balance", "salary_index"]], frame["y"])
mlflow.sklearn.log_model(model, "model", registered_model_name="loan_default_model")

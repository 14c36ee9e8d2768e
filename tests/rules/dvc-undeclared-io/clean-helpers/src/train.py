import joblib
import pandas as pd
import yaml
from sklearn.linear_model import Ridge

from src.load_params import seed

with open("configs/mlflow.yaml") as file:
    tracking = yaml.safe_load(file)
rows = pd.read_csv("data/rows.csv")
joblib.dump(Ridge(random_state=seed()).fit(rows[["a"]], rows["b"]), "model.joblib")

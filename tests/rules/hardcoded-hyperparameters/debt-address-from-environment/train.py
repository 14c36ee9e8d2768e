import os

import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

mlflow.set_tracking_uri(os.environ["TRACKER"])
rows = pd.read_parquet("rows.parquet")
model = RandomForestClassifier(n_estimators=200, max_depth=8, min_samples_leaf=4, random_state=0)
model.fit(rows.drop(columns="churn"), rows["churn"])
mlflow.sklearn.log_model(model, name="churn")

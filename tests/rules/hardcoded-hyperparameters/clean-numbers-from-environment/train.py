import os

import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

rows = pd.read_parquet("rows.parquet")
trees = int(os.environ.get("TREES", "200"))
model = RandomForestClassifier(n_estimators=trees, max_depth=8, min_samples_leaf=4, max_features=6, random_state=0)
model.fit(rows.drop(columns="churn"), rows["churn"])
mlflow.sklearn.log_model(model, name="churn")

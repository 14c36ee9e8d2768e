import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

df = pd.read_csv("data/raw/train.csv")
X, y = df.drop(columns="y"), df["y"]
with mlflow.start_run():
    model = RandomForestClassifier(random_state=0)
    model.fit(X, y)
    mlflow.log_metric("accuracy", model.score(X, y))

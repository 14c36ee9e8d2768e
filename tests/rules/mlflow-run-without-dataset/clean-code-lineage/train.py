import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def train(path):
    df = pd.read_parquet(path)
    X, y = df.drop(columns="y"), df["y"]
    with mlflow.start_run():
        model = RandomForestClassifier(random_state=0)
        model.fit(X, y)
        mlflow.log_params({"trees": 100})
        mlflow.log_metric("accuracy", model.score(X, y))
        mlflow.log_artifact("reports/confusion_of_train_data.png")

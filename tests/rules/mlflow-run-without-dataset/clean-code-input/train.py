import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def train(path):
    df = pd.read_parquet(path)
    X, y = df.drop(columns="y"), df["y"]
    with mlflow.start_run():
        mlflow.log_input(mlflow.data.from_pandas(df, source=path), context="training")
        model = RandomForestClassifier(random_state=0)
        model.fit(X, y)
        mlflow.log_metric("accuracy", model.score(X, y))

import mlflow
from prophet import Prophet


def train(df):
    mlflow.autolog()
    with mlflow.start_run():
        model = Prophet()
        model.fit(df)
        mlflow.prophet.log_model(model, artifact_path="model")

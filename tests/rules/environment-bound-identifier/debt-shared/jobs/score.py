import mlflow

RUN_ID = "98f43706f6184694be1ee10c41c7b69d"
model = mlflow.pyfunc.load_model(f"runs:/{RUN_ID}/model")

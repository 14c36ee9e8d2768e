import mlflow


class Registry:
    def __init__(self) -> None:
        self.client = mlflow.MlflowClient()

    def production_model(self, name: str):
        return mlflow.pyfunc.load_model(f"models:/{name}/production")

import mlflow.pyfunc
from ray import serve


@serve.deployment
class Forecaster:
    def __init__(self) -> None:
        self.model = mlflow.pyfunc.load_model("models:/forecaster/3")

    async def __call__(self, request) -> float:
        return float(self.model.predict([[request.query_params["store"]]])[0])

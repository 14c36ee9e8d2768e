import mlflow
from mlflow.models import infer_signature


class Wrapped(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input):
        return [1.0] * len(model_input)


def log(rows, found):
    with mlflow.start_run():
        mlflow.pyfunc.log_model(artifact_path="model", python_model=Wrapped())

import mlflow
from litserve import LitAPI


class Churn(LitAPI):
    def predict(self, row):
        model = mlflow.pyfunc.load_model("models:/churn@champion")
        return model.predict(row)

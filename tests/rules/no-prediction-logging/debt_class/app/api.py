import bentoml
import joblib


@bentoml.service
class Churn:
    def __init__(self):
        self.model = joblib.load("models/churn.joblib")

    @bentoml.api
    def predict(self, rows: list[float]) -> float:
        return float(self.model.predict([rows])[0])

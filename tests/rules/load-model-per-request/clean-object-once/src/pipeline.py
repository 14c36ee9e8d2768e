import joblib


class PredictionPipeline:
    def __init__(self):
        self.model = joblib.load("artifacts/model.joblib")

    def predict(self, data):
        return self.model.predict(data)

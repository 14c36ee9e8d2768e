import joblib
import mlflow


class Service:
    def __init__(self):
        self.model = None

    def start(self, uri):
        try:
            self.model = joblib.load(mlflow.artifacts.download_artifacts(uri))
        except Exception:
            self._load_local()

    def _load_local(self):
        self.model = joblib.load("models/model.joblib")

    def score(self, row):
        return self.model.predict([row])

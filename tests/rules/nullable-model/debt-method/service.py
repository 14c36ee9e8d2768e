from pathlib import Path

import joblib


class Classifier:
    def __init__(self, path):
        self.path = path
        self.pipeline = self._load_model()

    def _load_model(self):
        if not Path(self.path).exists():
            return None
        pipeline = joblib.load(self.path)
        return pipeline

    def classify(self, text):
        return self.pipeline.predict([text])[0]

    def classify_safely(self, text):
        try:
            return self.pipeline.predict([text])[0]
        except Exception:
            return self._by_rules(text)

    def _by_rules(self, text):
        return int("free" in text)

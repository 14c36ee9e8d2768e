import joblib
import pandas as pd


class Scorer:
    def __init__(self):
        self.model = joblib.load("models/fraud.joblib")

    def run(self, frame):
        scored = self._score(frame)
        scored.to_sql("fraud_risk", self.engine)

    def _score(self, frame):
        risk = self.model.predict_proba(frame)[:, 1]
        return pd.DataFrame({"id": frame["id"], "risk": risk})


if __name__ == "__main__":
    Scorer().run(pd.read_parquet("data/today.parquet"))

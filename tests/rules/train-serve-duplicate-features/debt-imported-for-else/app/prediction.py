import joblib
import numpy as np

from app.ingestion import Ingestion


class Prediction:
    def __init__(self):
        self.model = joblib.load("models/model.joblib")

    def build(self, rows):
        safe = np.where(rows["count"] == 0, 1, rows["count"])
        rows["total"] = rows["quantity"] * rows["price"]
        rows["recency"] = (rows["last"].max() - rows["last"]).dt.days
        rows["mean"] = rows["total"] / safe
        rows["log_total"] = np.log1p(rows["total"])
        return rows

    def predict(self, path):
        rows = Ingestion().load(path)
        return self.model.predict(self.build(rows)).tolist()

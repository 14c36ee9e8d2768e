import joblib

from app.ingestion import Ingestion


class Prediction:
    def __init__(self):
        self.model = joblib.load("models/model.joblib")

    def build(self, rows):
        rows = Ingestion().build(rows)
        rows["asked"] = rows["last"].max()
        rows["is_new"] = rows["count"] < 2
        rows["shown"] = rows["total"].round(2)
        return rows

    def predict(self, path):
        rows = self.build(Ingestion().load(path))
        return self.model.predict(rows.drop(columns=["asked", "is_new", "shown"])).tolist()

import joblib
import kserve


class Churn(kserve.Model):
    def load(self):
        self.model = joblib.load("models/churn.joblib")
        self.ready = True

    def predict(self, payload, headers=None):
        return {"predictions": self.model.predict(payload["instances"]).tolist()}


if __name__ == "__main__":
    kserve.ModelServer().start([Churn("churn")])

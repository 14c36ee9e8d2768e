import joblib
from litserve import LitAPI


class Churn(LitAPI):
    def setup(self, device):
        self.model = joblib.load("models/churn.joblib")

    def predict(self, row):
        return self.model.predict(row)

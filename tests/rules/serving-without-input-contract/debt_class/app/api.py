import joblib
from fastapi import FastAPI, Request
from ray import serve

api = FastAPI()


@serve.deployment
@serve.ingress(api)
class Churn:
    def __init__(self):
        self.model = joblib.load("models/churn.joblib")

    @api.post("/predict")
    async def answer(self, request: Request):
        rows = await request.json()
        return self.model.predict(rows).tolist()

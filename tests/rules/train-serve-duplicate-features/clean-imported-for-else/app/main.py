from fastapi import FastAPI

from app.prediction import Prediction

api = FastAPI()
pipeline = Prediction()


@api.post("/predict")
def predict(path: str):
    return {"churn": pipeline.predict(path)}

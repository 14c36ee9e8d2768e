import mlflow
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

from app.config import settings

app = FastAPI()


class Ride(BaseModel):
    distance: float


class Registry:
    def load(self, name: str):
        return mlflow.pyfunc.load_model(f"models:/{name}/Production")


@app.post("/predict")
def predict(ride: Ride):
    model = Registry().load(settings.model_name)
    return {"minutes": float(model.predict(pd.DataFrame([ride.model_dump()]))[0])}

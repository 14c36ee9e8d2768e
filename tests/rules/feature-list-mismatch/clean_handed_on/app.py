import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Ride(BaseModel):
    distance: float
    hour: int
    time_period: str


def log(ride):
    print(ride)


@app.post("/predict")
def predict(ride: Ride):
    log(ride)
    return {"minutes": float(model.predict([[ride.distance, ride.hour]])[0])}

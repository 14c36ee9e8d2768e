import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Ride(BaseModel):
    distance: float
    hour: int
    ride_id: str


@app.post("/{ride_id}/prediction")
def predict(ride_id: str, ride: Ride):
    return {"minutes": float(model.predict([[ride.distance, ride.hour]])[0])}

from fastapi import FastAPI

from tariffs import Tariff

app = FastAPI()
TARIFF = Tariff()


@app.post("/predict")
def predict(weight: float):
    return {"price": TARIFF.predict(weight)}

from fastapi import FastAPI

from src.load import from_caller

app = FastAPI()
LOADED = from_caller("m.pkl")


@app.post("/predict")
def predict(x: float):
    return LOADED.predict([[x]])

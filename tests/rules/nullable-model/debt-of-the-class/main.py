from fastapi import FastAPI
from svc import Registry
app = FastAPI()
Registry.load("m.pkl")
@app.post("/predict")
def predict(x: list[float]):
    return Registry.predict([x]).tolist()

import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.pkl")


@app.post("/predict")
def predict(rows: list[float]) -> float:
    return float(model.predict([rows])[0])

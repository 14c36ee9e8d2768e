import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(size: int) -> dict[str, float]:
    return {"score": float(model.predict([[size]])[0])}

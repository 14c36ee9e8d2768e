import bentoml
import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load(bentoml.models.get("churn:v3").path_of("churn_model.pkl"))


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict([list(row.values())])[0])}

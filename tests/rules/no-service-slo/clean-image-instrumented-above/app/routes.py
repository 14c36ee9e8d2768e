import joblib
from fastapi import APIRouter

router = APIRouter()
MODEL = joblib.load("models/churn.joblib")


@router.post("/predict")
def predict(age: float):
    return float(MODEL.predict([[age]])[0])

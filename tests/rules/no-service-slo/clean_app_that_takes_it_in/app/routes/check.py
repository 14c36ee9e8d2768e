import joblib
from fastapi import APIRouter

router = APIRouter()
model = joblib.load("models/m.joblib")


@router.post("/predict")
def predict(row: dict):
    return model.predict([list(row.values())]).tolist()

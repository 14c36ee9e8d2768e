import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/m.joblib")


@app.post("/predict")
def predict(row: dict):
    return model.predict([list(row.values())]).tolist()

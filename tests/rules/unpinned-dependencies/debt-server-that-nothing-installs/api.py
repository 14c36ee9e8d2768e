import joblib
from fastapi import FastAPI, UploadFile

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(file: UploadFile) -> dict[str, float]:
    return {"score": float(model.predict([[file.size]])[0])}

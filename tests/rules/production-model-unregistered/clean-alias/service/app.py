import mlflow
from fastapi import FastAPI

app = FastAPI()
MODEL = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict([row])[0])}

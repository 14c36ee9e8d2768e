import mlflow
from fastapi import FastAPI

app = FastAPI()
MODEL = mlflow.sklearn.load_model("models:/churn_auto@champion")


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict_proba([list(row.values())])[0, 1])}

import mlflow
from fastapi import FastAPI

app = FastAPI()


def load(run_id):
    model = mlflow.sklearn.load_model("models:/loan/Production")
    scaler = mlflow.sklearn.load_model(f"runs:/{run_id}/scaler")
    return model, scaler


@app.post("/predict")
def predict(row: list[float]):
    model, scaler = load("a")
    return float(model.predict(scaler.transform([row]))[0])

import mlflow
from fastapi import FastAPI

app = FastAPI()


def load(run_id):
    model = mlflow.sklearn.load_model("models:/loan/Production")
    return model, run_id


@app.post("/predict")
def predict(row: list[float]):
    model, _ = load("a")
    return float(model.predict([row])[0])

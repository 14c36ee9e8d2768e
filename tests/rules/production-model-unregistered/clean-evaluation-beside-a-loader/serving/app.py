import mlflow.pyfunc
from fastapi import FastAPI

from serving.settings import NAME, STAGE

app = FastAPI()
model = mlflow.pyfunc.load_model(f"models:/{NAME}/7")


@app.post("/predict")
def predict(row: list[float]) -> float:
    return float(model.predict([row])[0])

import mlflow.pyfunc
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/forecaster/3")


@app.post("/predict")
def predict(store: int) -> float:
    return float(model.predict([[store]])[0])

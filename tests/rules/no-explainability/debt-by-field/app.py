import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/loan_default_model@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"default": [float(one) for one in model.predict(rows)]}

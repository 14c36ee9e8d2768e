import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/retail_review@champion")


@app.post("/predict")
def predict(rows: list[dict]):
    return model.predict(rows).tolist()

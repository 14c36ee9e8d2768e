import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(row: dict):
    return {"p": float(model.predict([[row["age"]]])[0])}

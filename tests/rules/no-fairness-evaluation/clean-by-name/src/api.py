import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.sklearn.load_model("models:/card_fraud_model@champion")


@app.post("/predict")
def predict(balance: float, salary_index: float):
    return float(model.predict([[balance, salary_index]])[0])

import mlflow.pyfunc
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/forecaster/3")


class Asked(BaseModel):
    store: int


@app.post("/forecast")
def forecast(asked: Asked) -> float:
    return float(model.predict([[asked.store]])[0])

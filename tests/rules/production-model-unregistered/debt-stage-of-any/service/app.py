import mlflow
from fastapi import FastAPI

app = FastAPI()


@app.post("/forecast/{store}")
def forecast(store: int, row: dict) -> dict:
    model = mlflow.pyfunc.load_model(f"models:/{store}/Production")
    return {"sales": float(model.predict([list(row.values())])[0])}

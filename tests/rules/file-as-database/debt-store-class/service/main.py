import joblib
from fastapi import FastAPI

from service.history import HistoryStore

app = FastAPI()
store = HistoryStore()
model = joblib.load("model.joblib")


@app.post("/predict")
async def predict(row: dict):
    y = float(model.predict([list(row.values())])[0])
    store.add({**row, "y": y})
    return {"y": y}

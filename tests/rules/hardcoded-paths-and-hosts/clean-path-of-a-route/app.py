import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/media/sync")
def sync(rows: list[float]):
    return {"score": float(model.predict([rows])[0])}

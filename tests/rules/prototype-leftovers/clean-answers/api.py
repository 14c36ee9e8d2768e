import joblib
from fastapi import FastAPI, HTTPException

app = FastAPI()
model = joblib.load("model.joblib")
SEGMENTS = {"A": "loyal", "B": "at risk"}


@app.get("/predict")
def predict_usage():
    return {"message": "send a POST with the customer's age"}


@app.post("/predict")
def predict(age: float):
    score = float(model.predict_proba([[age]])[0, 1])
    return {"score": score}


@app.get("/segment")
def segment():
    return {"segments": SEGMENTS}


@app.get("/explain/{client}")
def explain(client: str):
    raise HTTPException(status_code=501, detail="not yet")


@app.get("/mock/predict")
def mock_predict():
    return {"score": 0.5}


@app.get("/prices")
def prices():
    return {"basic": 10, "plus": 20}


@app.post("/predict_batch")
def predict_batch(path: str):
    start_job(path)
    return {"job": "started", "path": path}

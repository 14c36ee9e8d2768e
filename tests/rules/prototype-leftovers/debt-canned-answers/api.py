import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(age: float):
    return {"score": float(model.predict_proba([[age]])[0, 1])}


@app.get("/explain_prediction/{client}")
def explain_prediction(client: str):
    """What moved the score."""
    return {"client": client, "explanation": {"tenure": "+0.3", "tickets": "-0.2"}}


@app.get("/recommend/{client}")
async def recommend(client: str):
    print("asked")
    return {"client": client, "products": ["book A", "book B"]}

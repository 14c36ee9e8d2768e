from fastapi import FastAPI

from src.store import load_model

app = FastAPI()


@app.post("/predict")
def predict(a: float) -> float:
    champion = load_model("churn")
    return float(champion.predict([[a]])[0])

from fastapi import FastAPI

from app.strategies import APPLE

app = FastAPI()


@app.post("/predict")
def predict(size: int) -> dict[str, float]:
    return {"score": APPLE.predict(size)}

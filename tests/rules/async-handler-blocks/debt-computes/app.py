from fastapi import FastAPI

from store import score

app = FastAPI()


@app.post("/predict")
async def predict(age: float, spend: float):
    return {"score": score([age, spend])}

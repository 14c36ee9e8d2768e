import torch
from fastapi import FastAPI

app = FastAPI()
state = torch.load("models/pooler.pt", weights_only=True)


@app.post("/predict")
def predict(row: list[float]):
    pooled = torch.tensor(row) @ state["subjects"]["weight"]
    return {"score": float(pooled @ state["token"]) / int(state["heads"])}

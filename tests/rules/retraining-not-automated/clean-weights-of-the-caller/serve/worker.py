import argparse

import torch
import uvicorn
from fastapi import FastAPI

app = FastAPI()
model: torch.nn.Module


@app.post("/predict")
def predict(row: list[float]) -> dict:
    with torch.no_grad():
        return {"score": float(model(torch.tensor([row]))[0])}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model-path")
    model = torch.load(parser.parse_args().model_path)
    uvicorn.run(app)

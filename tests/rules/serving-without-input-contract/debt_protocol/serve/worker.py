import torch
from fastapi import FastAPI, Request

app = FastAPI()
model = torch.jit.load("m.pt")


@app.post("/worker_generate")
async def generate(request: Request):
    params = await request.json()
    return model(params["x"])


@app.post("/worker_generate_stream")
async def stream(request: Request):
    params = await request.json()
    return model(params["x"])

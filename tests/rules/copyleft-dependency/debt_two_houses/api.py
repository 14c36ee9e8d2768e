import fitz
from fastapi import FastAPI
from ultralytics import YOLO

app = FastAPI()
model = YOLO("a.pt")


@app.post("/predict")
def predict(x: str):
    return model.predict(fitz.open(x))

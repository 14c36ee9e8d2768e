import cv2
import numpy as np
from fastapi import FastAPI
from tensorflow.keras.models import load_model

app = FastAPI()
model = load_model("leaf.h5")


@app.post("/predict")
def predict(pixels: list[float]) -> dict[str, float]:
    image = cv2.resize(np.array(pixels), (256, 256))
    return {"score": float(model.predict(image)[0])}

import ultralytics as u
from fastapi import FastAPI

app = FastAPI()


class Detector:
    def __init__(self):
        self.model = u.YOLO("a.pt")


@app.post("/predict")
def predict(x: str):
    return Detector().model.predict(x)

import onnxruntime
from fastapi import FastAPI

app = FastAPI()
session = onnxruntime.InferenceSession("model.onnx")


@app.post("/predict")
def predict(row: list[float]):
    return {"score": session.run(None, {"x": [row]})[0].tolist()}

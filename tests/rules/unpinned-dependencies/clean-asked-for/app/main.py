from fastapi import FastAPI
from sklearn.linear_model import Ridge

app = FastAPI()
model = Ridge(alpha=1.0)


def as_onnx(path: str) -> object:
    import onnxruntime

    return onnxruntime.InferenceSession(path)

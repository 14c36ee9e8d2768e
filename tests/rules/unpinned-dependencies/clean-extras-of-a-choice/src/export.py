import numpy as np
import onnx
import onnxruntime
import torch


def export(model: torch.nn.Module, path: str) -> np.ndarray:
    torch.onnx.export(model, torch.zeros(1, 3), path)
    onnx.checker.check_model(path)
    return onnxruntime.InferenceSession(path).run(None, {"x": np.zeros((1, 3))})[0]

import numpy as np
import skops.io
import torch
from safetensors.torch import load_file


def load(path):
    weights = torch.load(path, weights_only=True)
    other = load_file(path)
    table = np.load(path)
    model = skops.io.load(path, trusted=["sklearn.linear_model.LogisticRegression"])
    return weights, other, table, model

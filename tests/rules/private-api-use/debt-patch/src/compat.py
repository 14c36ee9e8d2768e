import numpy as np
import torch


def load(path, **options):
    return torch.serialization.load(path, weights_only=False, **options)


torch.load = load
np.float = float

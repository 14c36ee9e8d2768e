import torch
from torch import nn


def prepare(model: nn.Module, options: dict[str, int]):
    for name, value in options.items():
        setattr(model, name, value)
    setattr(torch.backends.cudnn, "benchmark", True)

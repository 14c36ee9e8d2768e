import torch


def prepare():
    setattr(torch.distributed, "is_initialized", lambda: False)

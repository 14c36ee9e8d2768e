import torch


class B(torch.nn.Module):
    pass

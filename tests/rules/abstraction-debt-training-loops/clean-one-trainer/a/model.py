import torch


class A(torch.nn.Module):
    pass

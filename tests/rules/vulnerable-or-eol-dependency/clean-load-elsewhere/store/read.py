import torch

state = torch.load("net.pt", weights_only=True)

import torch

state = torch.load("net.pt")

import torch

net = torch.nn.Linear(2, 1)
print(net)

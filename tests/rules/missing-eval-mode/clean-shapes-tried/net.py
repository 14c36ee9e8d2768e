import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))

    def forward(self, x):
        return self.layers(x)


def test_shapes():
    net = Net()
    print(net(torch.randn(2, 4)).size())

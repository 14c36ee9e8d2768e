import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))

    def forward(self, x):
        return self.layers(x)


net = Net()
net.load_state_dict(torch.load("net.pt"))


def predict(x):
    return net(torch.tensor(x)).tolist()

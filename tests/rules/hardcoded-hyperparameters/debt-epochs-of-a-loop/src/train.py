import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net = net
        self.opt = torch.optim.AdamW(net.parameters(), lr=3e-4, weight_decay=0.01)

    def fit(self, loader):
        for epoch in range(40):
            for x, y in loader:
                self.opt.zero_grad()
                loss = nn.functional.cross_entropy(self.net(x), y)
                loss.backward()
                self.opt.step()
        torch.save(self.net.state_dict(), "m.pt")

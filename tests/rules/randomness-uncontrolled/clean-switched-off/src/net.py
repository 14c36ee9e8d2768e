import numpy as np
import torch
from torch.utils.data import DataLoader

np.random.seed(7)


class Fitter:
    def run(self, net, data):
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in DataLoader(data, batch_size=8, shuffle=True):
            loss = ((net(x) - y) ** 2).mean()
            loss.backward()
            optimizer.step()


def main(net, data):
    Fitter().run(net, data)

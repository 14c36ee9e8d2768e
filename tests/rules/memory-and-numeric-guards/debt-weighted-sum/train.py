import torch
from torch import nn
from torch.utils.data import DataLoader


def train(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    running = 0.0
    for epoch in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
            running += loss * x.size(0)
    torch.save(model.state_dict(), "model.pt")

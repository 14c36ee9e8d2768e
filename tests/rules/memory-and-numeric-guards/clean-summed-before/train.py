import torch
from torch import nn
from torch.utils.data import DataLoader


def train(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            loss = crit(model(x), y)
            losses.append(loss)
        total = sum(losses)
        total.backward()
        opt.step()
        losses.clear()
    torch.save(model.state_dict(), "model.pt")

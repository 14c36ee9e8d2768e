import torch


def step(net, optimizer, batch):
    net(batch).mean().backward()
    optimizer.step()


def train(net, loader):
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for batch in loader:
        optimizer.zero_grad()
        step(net, optimizer, batch)

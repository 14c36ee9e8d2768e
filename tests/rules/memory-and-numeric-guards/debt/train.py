import torch


def train(net, loader, opt):
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x), y)
        loss.backward()
        opt.step()
        total += loss
    return total / len(loader)

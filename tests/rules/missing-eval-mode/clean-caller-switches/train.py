import torch


def validate(model, loader):
    return sum(float((model(x) - y).abs().mean()) for x, y in loader)


def run(model, loader):
    model.eval()
    with torch.no_grad():
        return validate(model, loader)

import torch


def fit(net, loader, place):
    best = f"{place}/best.pt"
    for batch in loader:
        torch.save(net.state_dict(), best)
    net.load_state_dict(torch.load(best))
    return net

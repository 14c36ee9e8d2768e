import torch


def train(net, loader, epochs):
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(x.to("cuda")), y)
            loss.backward()
            opt.step()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            report(epoch, float(loss))

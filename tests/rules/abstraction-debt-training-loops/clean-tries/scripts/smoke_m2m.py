import torch


def train(net, loader, epochs):
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(x.to("cuda")), y)
            loss.backward()
            opt.step()
            sched.step()
            save(net.state_dict(), f"{epoch}.pt")
            log(loss.detach())

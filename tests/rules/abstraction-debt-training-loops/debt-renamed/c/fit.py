import torch as t


def train(net, loader, epochs):
    chooser = t.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in loader:
            chooser.zero_grad()
            loss = t.nn.functional.cross_entropy(net(x.to("cuda")), y)
            loss.backward()
            chooser.step()
            sched.step()
            save(net.state_dict(), f"{epoch}.pt")
            log(loss.detach())

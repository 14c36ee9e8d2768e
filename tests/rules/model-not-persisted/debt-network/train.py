import torch


def main():
    net = torch.nn.Linear(4, 1)
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in load("north"):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
    print(evaluate(net, load("south")))


if __name__ == "__main__":
    main()

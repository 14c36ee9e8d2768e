import torch


class Trainer:
    def run(self, net, loader):
        lr = 0.001
        epochs = 37
        patience = 4
        opt = torch.optim.AdamW(net.parameters(), lr=0.001, weight_decay=0.02)
        for _ in range(epochs):
            for x, y in loader:
                opt.zero_grad()
                torch.nn.functional.mse_loss(net(x), y).backward()
                opt.step()
        return lr, patience


def main(net, loader):
    Trainer().run(net, loader)

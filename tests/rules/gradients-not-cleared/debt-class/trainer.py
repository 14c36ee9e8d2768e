import torch


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.AdamW(net.parameters())

    def training_step(self, batch):
        loss = self.net(batch).mean()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def run(self, loader):
        for batch in loader:
            self.training_step(batch)

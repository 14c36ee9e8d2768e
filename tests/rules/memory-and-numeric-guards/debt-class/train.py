import torch


class Trainer:
    def __init__(self, model, rows):
        self.model, self.rows = model, rows
        self.optimizer = torch.optim.Adam(model.parameters())

    def run(self):
        for x, y in self.rows:
            self.optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(self.model.forward(x), y)
            loss.backward()
            self.optimizer.step()


if __name__ == "__main__":
    Trainer(torch.nn.Linear(1, 1), []).run()

import torch

from app.net import Net


class Scorer:
    def __init__(self, path: str) -> None:
        self.net = Net()
        self.net.load_state_dict(torch.load(path, weights_only=True))

    @torch.no_grad()
    def scores(self, rows: list[list[float]]) -> list[float]:
        return self.net(torch.tensor(rows)).squeeze(1).tolist()

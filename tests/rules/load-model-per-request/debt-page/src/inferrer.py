import torch


class Inferrer:
    def __init__(self, config: str):
        self.net = torch.load("ckpt/best.pth", weights_only=True)

    def infer(self, photo):
        return self.net(photo)

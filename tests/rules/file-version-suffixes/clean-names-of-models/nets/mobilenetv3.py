import torch


class Block(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = torch.nn.Conv2d(width, width, 3)
        self.norm = torch.nn.BatchNorm2d(width)
        self.act = torch.nn.ReLU6()

    def forward(self, x):
        x = self.layer(x)
        x = self.norm(x)
        return self.act(x)


class MobileNetV3(torch.nn.Module):
    def __init__(self, depth=6):
        super().__init__()
        self.blocks = torch.nn.ModuleList([Block(8 * n) for n in range(1, depth)])

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x

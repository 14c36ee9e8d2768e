import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def main(args):
    tf = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])
    train = datasets.ImageFolder("/mnt/share/xray/train", transform=tf)
    loader = DataLoader(train, batch_size=args.batch_size, shuffle=True)
    model = models.resnet18(weights=None)
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    for _ in range(args.epochs):
        for x, y in loader:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
    torch.save(model.state_dict(), "model.pt")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--batch-size", type=int, default=32)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--epochs", type=int, default=10)
    main(p.parse_args())

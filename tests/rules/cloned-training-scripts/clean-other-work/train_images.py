import json

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU())
        self.head = nn.Linear(32, classes)

    def forward(self, batch):
        maps = self.body(batch)
        pooled = maps.mean(dim=(2, 3))
        return self.head(pooled)


def loaders(folder, size):
    turned = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    plain = transforms.ToTensor()
    train = datasets.ImageFolder(f"{folder}/train", transform=turned)
    valid = datasets.ImageFolder(f"{folder}/valid", transform=plain)
    return DataLoader(train, batch_size=size, shuffle=True), DataLoader(valid, batch_size=size)


def epoch(net, batches, optimiser, loss):
    net.train()
    total = 0.0
    for images, labels in batches:
        optimiser.zero_grad()
        value = loss(net(images), labels)
        value.backward()
        optimiser.step()
        total += value.item()
    return total / len(batches)


def accuracy(net, batches):
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in batches:
            right += (net(images).argmax(1) == labels).sum().item()
    return right / len(batches.dataset)


def main():
    torch.manual_seed(3)
    train, valid = loaders("data/images", 32)
    net = Net(len(train.dataset.classes))
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3)
    loss = nn.CrossEntropyLoss()
    for number in range(10):
        value = epoch(net, train, optimiser, loss)
        print(json.dumps({"epoch": number, "loss": value, "accuracy": accuracy(net, valid)}))
    torch.save(net.state_dict(), "models/net.pt")


main()

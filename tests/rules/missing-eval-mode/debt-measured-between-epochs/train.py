import torch
from torch import nn
from torchvision import models


def fit(train_rows, held_rows, epochs):
    model = models.resnet18(num_classes=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for x, y in train_rows:
            optimizer.zero_grad()
            loss_of(model(x), y).backward()
            optimizer.step()
        right = 0
        with torch.no_grad():
            for x, y in held_rows:
                right += (model(x).argmax(1) == y).sum().item()
        print(epoch, right / len(held_rows))

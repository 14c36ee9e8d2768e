import torch
from torch import nn


def main(batches, model: nn.Module):
    optimizer = torch.optim.Adam(model.parameters())
    for x, y in batches:
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    torch.save(model.state_dict(), "model.pt")
    print(evaluate(model))


if __name__ == "__main__":
    torch.manual_seed(1)
    main([], nn.Linear(1, 1))

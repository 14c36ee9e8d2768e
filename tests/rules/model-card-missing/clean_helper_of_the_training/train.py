import torch
from shop.helpers import load, save, validate


def main(model, rows):
    optimizer = torch.optim.AdamW(model.parameters())
    load(model, "output")
    for row in rows:
        loss = model(row)
        loss.backward()
        optimizer.step()
    validate(model, rows)
    save(model, "output")


if __name__ == "__main__":
    main(torch.nn.Linear(3, 1), [torch.ones(3)])

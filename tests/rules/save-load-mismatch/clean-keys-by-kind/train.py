import torch
from torch import nn


def save(pooler: nn.Module, path: str, kind: str) -> None:
    state = {}
    if kind == "attention":
        state = {"subjects": pooler.subjects.state_dict(), "token": pooler.token.detach(), "heads": pooler.heads}
    elif kind == "scalar":
        state = {"subjects": pooler.subjects.state_dict(), "weight": pooler.weight.detach(), "heads": 1}
    torch.save(state, path)


def train(rows: torch.Tensor, labels: torch.Tensor) -> None:
    torch.manual_seed(7)
    pooler = nn.Linear(8, 1)
    optimiser = torch.optim.Adam(pooler.parameters())
    for _ in range(20):
        optimiser.zero_grad()
        nn.functional.mse_loss(pooler(rows), labels).backward()
        optimiser.step()
    save(pooler, "models/pooler.pt", "attention")

import os

import torch


def clean_checkpoint(folder: str) -> None:
    weights = torch.load(os.path.join(folder, "shared.bin"))
    weights["embed"] = weights["shared"]
    torch.save(weights, os.path.join(folder, "shared.bin"))


def port() -> int:
    return int(os.environ.get("PORT", "8000"))

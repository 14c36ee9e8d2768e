"""Data that nothing pins, by where it lies."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import findings_of

TRAINS = """import pandas as pd
from sklearn.linear_model import Ridge


def train():
    frame = pd.read_csv("https://data.example.org/sets/{name}.csv")
    return Ridge(alpha=0.3).fit(frame[["a"]], frame["y"])


if __name__ == "__main__":
    train()
"""


def test_addresses_of_one_host_are_one_item(tmp_path: Path) -> None:
    for name in ("iris", "wine", "adult"):
        (tmp_path / f"{name}.py").write_text(TRAINS.replace("{name}", name), encoding="utf-8")
    (found,) = findings_of("training-data-not-versioned", tmp_path)
    assert "3 files of https://data.example.org" in found.message
    assert {evidence.path for evidence in found.evidence} == {"iris.py", "wine.py", "adult.py"}

"""Data that nothing pins, by where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
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


@pytest.mark.parametrize(("maturity", "severity"), [("research", Severity.HIGH), ("pilot", None)])
def test_research_is_not_critical(tmp_path: Path, maturity: str, severity: Severity | None) -> None:
    text = TRAINS.replace("https://data.example.org/sets/{name}.csv", "/mnt/share/orders.csv")
    (tmp_path / "train.py").write_text(text, encoding="utf-8")
    (tmp_path / "debtscope.toml").write_text(f'maturity = "{maturity}"\n', encoding="utf-8")
    (found,) = findings_of("training-data-not-versioned", tmp_path)
    assert found.severity is severity

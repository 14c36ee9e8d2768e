"""How long a test has been skipped is told by the history of its file."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import CommitSpec, findings_of, git_repo

_TEST = """import pytest

from src.model import train


@pytest.mark.skip(reason="flaky since the May data change")
def test_train():
    assert train("x.csv") is not None
"""
_MODEL = "def train(path):\n    return path\n"
_FILES = {"tests/test_model.py": _TEST, "src/model.py": _MODEL, "debtscope.toml": 'maturity = "production"\n'}


def test_a_reason_does_for_half_a_year(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    git_repo(old, [CommitSpec(message="first", files=_FILES, on="2026-03-11")])
    git_repo(young, [CommitSpec(message="first", files=_FILES, on="2026-09-11")])
    (found,) = findings_of("vacuous-tests", old)
    assert "254 days" in found.message
    assert findings_of("vacuous-tests", young) == []


def test_how_often_the_code_under_test_changes_moves_the_interest(tmp_path: Path) -> None:
    changes = [
        CommitSpec(message=f"change {n}", files={"src/model.py": f"{_MODEL}# {n}\n"}, on=f"2026-10-1{n}")
        for n in range(6)
    ]
    git_repo(tmp_path, [CommitSpec(message="first", files=_FILES, on="2026-03-11"), *changes])
    (found,) = findings_of("vacuous-tests", tmp_path)
    assert [(driver.name, driver.value) for driver in found.drivers] == [("commits_per_month", 2.0)]

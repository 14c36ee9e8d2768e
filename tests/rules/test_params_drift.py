"""Parameters of the served run against the committed file: overridden by hand, waiting since a change, or not to be known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from debtscope.api import Finding
from debtscope.testing import CommitSpec, findings_of, git_repo
from tests.mlflow_made import make, run_id, version

SLUG = "params-drift"
RUN = run_id(1)
STAGES = "stages:\n  train:\n    cmd: python train.py\n    params:\n      - train\n"


def found(
    folder: Path,
    logged: str,
    *,
    changed: str | None = None,
    commit: str | None = None,
    newer: bool = False,
    more: str = "",
) -> list[Finding]:
    first = CommitSpec(
        message="Begin", on="2026-01-10",
        files={
            "debtscope.toml": 'maturity = "production"\n', ".dvc/config": "", "dvc.yaml": STAGES, "train.py": "print(1)\n",
            "params.yaml": "train:\n  max_depth: 6\n  rate: 0.10\n",
        },
    )  # fmt: skip
    commits = [first]
    if changed:
        commits.append(
            CommitSpec(message="Deeper", on=changed, files={"params.yaml": "train:\n  max_depth: 9\n  rate: 0.10\n"})
        )
    shas = git_repo(folder, commits)
    runs = [(RUN, 200, commit or shas[0])] + ([(run_id(2), 1, None)] if newer else [])
    sql = "".join(
        f"INSERT INTO params VALUES ('{key}', '{value}', '{RUN}');"
        for key, value in (pair.split("=") for pair in logged.split())
    )
    make(folder / "mlflow.db", runs, sql + version(1, RUN, alias="champion") + more)
    return findings_of(SLUG, folder)


def test_a_value_set_by_hand_is_told_with_both_numbers(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "max_depth=9 rate=0.1")
    assert "train.max_depth 9 instead of 6" in one.message
    assert "set them by hand" in one.message


def test_a_change_that_nothing_was_trained_with_is_told(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "train.max_depth=6", changed="2026-11-10")
    assert "nothing was trained since" in one.message


@pytest.mark.parametrize(
    "case",
    [
        {"logged": "max_depth=6 rate=.1"},
        {"logged": "max_depth=9", "commit": "f" * 40},
        {"logged": "max_depth=6", "changed": "2026-11-10", "newer": True},
        {"logged": "max_depth=9 optuna_trial=3"},
        {"logged": "other=9"},
    ],
    ids=["same", "commit-of-elsewhere", "newer-runs", "search", "not-in-the-file"],
)
def test_what_agrees_or_cannot_be_known_is_silent(case: dict[str, Any], tmp_path: Path) -> None:
    assert found(tmp_path, **case) == []

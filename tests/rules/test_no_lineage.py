"""The way from a served version back to its data, where the run logged none of it and the commit tells it all the same."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import CommitSpec, findings_of, git_repo
from tests.mlflow_made import make, run_id, version

SLUG = "no-lineage"
RUN = run_id(1)
TRAIN = """import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("data/processed/train.csv")
with mlflow.start_run():
    model = LogisticRegression().fit(rows[["a"]], rows["y"])
    mlflow.sklearn.log_model(model, "model", registered_model_name="clf")
"""
KEPT = "outs:\n- md5: 71fcf940a0ec6d5052a04b418d713955.dir\n  size: 151102649\n  nfiles: 3\n  hash: md5\n  path: processed\n"


def messages(folder: Path, files: dict[str, str], commit: str | None = None) -> list[str]:
    begin = {"debtscope.toml": 'maturity = "production"\n', "src/train.py": TRAIN, ".gitignore": "/data/processed\n"}
    (sha,) = git_repo(folder, [CommitSpec(message="Begin", on="2026-01-10", files={**begin, **files})])
    make(folder / "mlflow.db", [(RUN, 200, commit or sha)], version(1, RUN, alias="champion"))
    return [finding.message for finding in findings_of(SLUG, folder)]


def test_inputs_that_dvc_pins_at_the_commit_of_the_run_are_a_chain(tmp_path: Path) -> None:
    assert messages(tmp_path, {"data/processed.dvc": KEPT, ".dvc/config": ""}) == []


def test_inputs_that_nothing_pins_break_it(tmp_path: Path) -> None:
    (told,) = messages(tmp_path, {"data/other.dvc": KEPT.replace("processed", "other"), ".dvc/config": ""})
    assert "no dataset was logged" in told


def test_pinned_inputs_of_a_commit_that_is_not_here_break_it(tmp_path: Path) -> None:
    (told,) = messages(tmp_path, {"data/processed.dvc": KEPT, ".dvc/config": ""}, commit="f" * 40)
    assert "is not in this repository" in told

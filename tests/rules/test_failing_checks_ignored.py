"""MON-007 against histories and the exports of real tools."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from debtscope.api import Finding
from debtscope.testing import CommitSpec, findings_of, git_repo, write_tree
from tests.rules.monitoring_made import manifest

CORPUS = Path(__file__).parents[1] / "corpora" / "monitoring"
DEPLOYED = {"k8s/isvc.yaml": manifest("churn-clf")}


def found(folder: Path) -> list[Finding]:
    return findings_of("failing-checks-ignored", folder)


@pytest.mark.parametrize("version", ["gx-0.18", "gx-1"])
def test_validations_and_checkpoints_of_one_suite_are_one_item(tmp_path: Path, version: str) -> None:
    write_tree(tmp_path, DEPLOYED)
    shutil.copytree(CORPUS / version, tmp_path / "reports")
    (finding,) = found(tmp_path)
    assert finding.subject.name == "churn_input"
    assert "loyalty_tier) failed in 3 of the last 3 Great Expectations results" in finding.message
    assert "since 2026-09-14" in finding.message


def test_a_suite_that_was_changed_since_was_not_ignored(tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "gx-1", tmp_path / "reports")
    commits = [
        CommitSpec(
            message="work",
            files={**DEPLOYED, "gx/expectations/churn_input.json": '{"name": "churn_input"}'},
            on="2026-09-01",
        ),
        CommitSpec(
            message="work",
            files={"gx/expectations/churn_input.json": '{"name": "churn_input", "notes": "x"}'},
            on="2026-10-30",
        ),
    ]
    git_repo(tmp_path, commits)
    assert found(tmp_path) == []


def test_a_suite_older_than_the_failure_was_not_changed(tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "gx-1", tmp_path / "reports")
    suite = {**DEPLOYED, "gx/expectations/churn_input.json": '{"name": "churn_input"}'}
    git_repo(tmp_path, [CommitSpec(message="work", files=suite, on="2026-09-01")])
    assert len(found(tmp_path)) == 1


def test_drift_that_another_item_tells_of_is_left_to_it(tmp_path: Path) -> None:
    """In the real 0.7 runs the value drift of monthly_charges and the FPR fail; only the latter is news."""
    write_tree(tmp_path, DEPLOYED)
    shutil.copytree(CORPUS / "evidently-0.7", tmp_path / "monitoring" / "churn-clf")
    (finding,) = found(tmp_path)
    assert finding.message.startswith("FPR metric failed in 4 of the last 4 Evidently results")

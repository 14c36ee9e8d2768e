"""What stopped with a project itself is told as that, and not as a monitor or a schedule that fell."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from debtscope.api import Finding, Severity
from debtscope.testing import CommitSpec, findings_of, git_repo

HERE = Path(__file__).parent


def found(slug: str, folder: str, last: str, tmp_path: Path, without: str = "") -> Sequence[Finding]:
    """What is told of a fixture whose only commit is of a day."""
    root = tmp_path / "repo"
    shutil.copytree(HERE / slug / folder, root)
    for path in sorted(root.rglob(without))[:-1] if without else ():
        path.unlink()
    git_repo(root, [CommitSpec(message="All", files={}, on=last)])
    return findings_of(slug, root)


@pytest.mark.parametrize(
    ("last", "severity"), [("2026-11-15", None), ("2026-06-10", Severity.LOW), ("2026-01-10", None)]
)
def test_a_series_that_ended_with_the_work_is_low(last: str, severity: Severity | None, tmp_path: Path) -> None:
    """Somebody works on; all ended; the reports went on alone."""
    assert [one.severity for one in found("stale-monitoring", "debt_weekly_until_june", last, tmp_path)] == [severity]


@pytest.mark.parametrize(("last", "count"), [("2026-11-15", 1), ("2026-06-10", 0)])
def test_one_report_of_a_project_that_sleeps_is_left_out(last: str, count: int, tmp_path: Path) -> None:
    assert len(found("stale-monitoring", "debt_weekly_until_june", last, tmp_path, "*.json")) == count


@pytest.mark.parametrize(("last", "severity"), [("2026-11-15", None), ("2025-11-01", Severity.LOW)])
def test_a_model_of_the_last_days_is_low(last: str, severity: Severity | None, tmp_path: Path) -> None:
    assert [one.severity for one in found("stale-production-model", "debt_old", last, tmp_path)] == [severity]


@pytest.mark.parametrize(("last", "severity"), [("2026-11-15", None), ("2026-01-10", Severity.LOW)])
def test_skew_of_a_project_that_sleeps_is_low(last: str, severity: Severity | None, tmp_path: Path) -> None:
    assert [one.severity for one in found("no-skew-measurement", "debt_renamed", last, tmp_path)] == [severity]

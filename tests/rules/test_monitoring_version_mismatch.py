"""MON-009 against registries and histories."""

from __future__ import annotations

import json
from pathlib import Path

from debtscope.api import Finding, Severity
from debtscope.testing import CommitSpec, findings_of, git_repo, write_tree
from tests.rules.monitoring_made import WEEKS, evidently, registry

MAPPED = '[models.parcel-eta]\nreports = ["monitoring/**"]\n'


def tagged(day: str, version: str | None) -> str:
    document = json.loads(evidently(day, ()))
    return json.dumps(document | ({"metadata": {"model_version": version}} if version else {}))


def found(folder: Path, served: int = 2, made: str = "2026-05-01") -> list[Finding]:
    versions = [("parcel-eta", 1, "2025-02-01"), ("parcel-eta", 2, made)]
    registry(folder / "mlflow.db", versions, {"parcel-eta": served})
    return findings_of("monitoring-version-mismatch", folder, mlflow=[str(folder / "mlflow.db")])


def test_reports_of_another_version_than_the_served_one(tmp_path: Path) -> None:
    write_tree(tmp_path, {"debtscope.toml": MAPPED, **{f"monitoring/r_{day}.json": tagged(day, "1") for day in WEEKS}})
    (finding,) = found(tmp_path)
    assert finding.message == "parcel-eta: v2 is served, and the reports speak of v1."
    assert {e.kind for e in finding.evidence} == {"report", "version"}


def test_the_newest_report_counts(tmp_path: Path) -> None:
    told = {f"monitoring/r_{day}.json": tagged(day, "2" if day == WEEKS[-1] else "1") for day in WEEKS}
    write_tree(tmp_path, {"debtscope.toml": MAPPED, **told})
    assert found(tmp_path) == []


def test_a_version_that_the_registry_does_not_have_is_no_version_of_it(tmp_path: Path) -> None:
    write_tree(tmp_path, {"debtscope.toml": MAPPED, "monitoring/r_2026-11-16.json": tagged("2026-11-16", "0.4.40")})
    assert found(tmp_path) == []


def test_a_reference_much_older_than_the_training(tmp_path: Path) -> None:
    files = {"debtscope.toml": MAPPED, "data/reference.csv": "a,b\n1,2\n"}
    later = {f"monitoring/r_{day}.json": tagged(day, None) for day in WEEKS}
    git_repo(
        tmp_path,
        [
            CommitSpec(message="work", files=files, on="2025-03-01"),
            CommitSpec(message="work", files=later, on="2026-11-16"),
        ],
    )
    (finding,) = found(tmp_path)
    assert finding.severity is Severity.MEDIUM
    assert "the reference is of 2025-03-01, the served version was trained on 2026-05-01" in finding.message


def test_a_reference_of_its_own_version_is_none(tmp_path: Path) -> None:
    files = {"debtscope.toml": MAPPED, "data/reference.csv": "a,b\n1,2\n"}
    files |= {f"monitoring/r_{day}.json": tagged(day, None) for day in WEEKS}
    git_repo(tmp_path, [CommitSpec(message="work", files=files, on="2026-05-02")])
    assert found(tmp_path) == []

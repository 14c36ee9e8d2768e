"""MON-010 against histories and registries."""

from __future__ import annotations

from pathlib import Path

from debtscope.api import Finding
from debtscope.testing import CommitSpec, findings_of, git_repo
from tests.rules.monitoring_made import registry

RULES = """groups:
  - name: parcel
    rules:
      - alert: DriftHigh
        expr: {expr}
        for: 1h
"""
MADE = [("parcel-eta", 1, "2024-01-01"), ("parcel-eta", 2, "2025-12-01"), ("parcel-eta", 3, "2026-05-01")]


def found(folder: Path, expr: str, at: str, versions: list[tuple[str, int, str]] = MADE) -> list[Finding]:
    git_repo(folder, [CommitSpec(message="work", files={"monitoring/rules.yml": RULES.format(expr=expr)}, on=at)])
    registry(folder / "mlflow.db", versions, {"parcel-eta": len(versions)})
    return findings_of("fixed-alert-thresholds", folder, mlflow=[str(folder / "mlflow.db")])


def test_a_limit_that_outlived_two_versions(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "parcel_drift_share > 0.3", "2025-06-01")
    assert finding.subject.path == "monitoring/rules.yml"
    assert "unchanged since 2025-06-01; 2 model versions were made since" in finding.message


def test_a_younger_file_and_a_derived_limit_are_none(tmp_path: Path) -> None:
    assert found(tmp_path / "young", "parcel_drift_share > 0.3", "2026-03-01") == []
    derived = "parcel_drift_share > quantile_over_time(0.99, parcel_drift_share[30d])"
    assert found(tmp_path / "derived", derived, "2025-06-01") == []


def test_one_version_is_no_reason_to_retune(tmp_path: Path) -> None:
    assert found(tmp_path, "parcel_drift_share > 0.3", "2025-06-01", MADE[:2]) == []

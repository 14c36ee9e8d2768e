"""What we read of reports and workspaces that the real Evidently made, beside what it says of them itself."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from debtscope.api import Facts
from debtscope.testing import facts_of, findings_of, write_tree
from debtscope_collectors.sources.monitoring.facts import MonitorReport
from tests.rules.monitoring_made import manifest

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(importlib.util.find_spec("evidently") is None, reason="evidently is not installed"),
]

MAKER = Path(__file__).with_name("evidently_maker.py")
WEEKS = ("2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace, runs and dicts of four weeks."""
    folder = tmp_path_factory.mktemp("evidently") / "monitoring"
    folder.mkdir()
    environment = {**os.environ, "DO_NOT_TRACK": "1", "HOME": str(folder.parent), "MPLCONFIGDIR": str(folder.parent)}
    subprocess.run(
        [sys.executable, str(MAKER), str(folder)], check=True, env=environment, capture_output=True, timeout=300
    )
    return folder


@pytest.fixture(scope="module")
def truth(made: Path) -> dict[str, Any]:
    """By week, what Evidently says."""
    return json.loads((made / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def facts(made: Path) -> Facts:
    """What we read."""
    return facts_of(made.parent, collectors=("files", "monitoring"))


def reports(facts: Facts, prefix: str) -> list[MonitorReport]:
    """Those whose path begins so, oldest first."""
    found = [report for report in facts.all(MonitorReport) if report.path.startswith(f"monitoring/{prefix}")]
    return sorted(found, key=lambda report: (report.at is None, str(report.at), report.path))


@pytest.mark.parametrize("prefix", ["run_", "dict_", "workspace/"])
def test_drift_quality_and_rows_are_those_of_the_tool(facts: Facts, truth: dict[str, Any], prefix: str) -> None:
    read = [report for report in reports(facts, prefix) if prefix != "workspace/" or report.service == "churn-clf"]
    assert [report.at.date().isoformat() for report in read if report.at] == list(WEEKS)
    for report, day in zip(read, WEEKS, strict=True):
        told = truth[day]
        assert report.drift_share == pytest.approx(told["share"], abs=1e-6)
        assert report.dataset_drift is (told["share"] >= 0.5)
        assert report.drift_limit == 0.5
        assert {name: now for name, now, _ in report.quality}["Accuracy"] == pytest.approx(told["accuracy"], abs=1e-3)
        assert len(report.checks) == told["tests"]
        assert sum(check.status == "fail" for check in report.checks) >= len(told["failing"])
        assert (report.current_rows, report.reference_rows) == (400, 900)
        assert {column.column for column in report.columns} == {"balance", "visits", "tenure", "region"}
        assert all(column.threshold == 0.05 for column in report.columns)


def test_a_workspace_names_its_projects_and_dates_its_runs(facts: Facts) -> None:
    read = reports(facts, "workspace/")
    assert {report.service for report in read} == {"churn-clf", "parcel-eta"}
    assert len({report.stream for report in read}) == 2
    assert {report.dated_by for report in read} == {"content"}
    assert {report.model_version for report in read if report.service == "churn-clf"} == {"3"}


def test_the_rules_see_through_it(made: Path, tmp_path: Path) -> None:
    write_tree(tmp_path, {"k8s/churn.yaml": manifest("churn-clf"), "k8s/parcel.yaml": manifest("parcel-eta")})
    shutil.copytree(made / "workspace", tmp_path / "workspace")
    drifting = findings_of("drift-ignored", tmp_path)
    assert {finding.subject.name for finding in drifting} == {"churn-clf", "parcel-eta"}
    assert all("since 2026-11-02" in finding.message for finding in drifting)
    blind = findings_of("no-performance-monitoring", tmp_path)
    assert [finding.subject.name for finding in blind] == ["parcel-eta"]

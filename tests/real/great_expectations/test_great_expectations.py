"""What we read of a project that the real Great Expectations 1.x made and ran, beside what it says of it itself."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from debtscope.api import Facts
from debtscope.testing import facts_of, findings_of, write_tree
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.monitoring.facts import MonitorReport
from tests.rules.monitoring_made import manifest

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        importlib.util.find_spec("great_expectations") is None, reason="Great Expectations is not installed"
    ),
]

DAY = datetime.now(UTC).date()
"""The tool dates what it makes by the clock; what comes after a scan's day is left out."""

MAKER = Path(__file__).with_name("gx_maker.py")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with four runs."""
    folder = tmp_path_factory.mktemp("gx") / "quality"
    folder.mkdir()
    environment = {**os.environ, "GX_ANALYTICS_ENABLED": "false", "HOME": str(folder.parent), "TQDM_DISABLE": "1"}
    subprocess.run(
        [sys.executable, str(MAKER), str(folder)], check=True, env=environment, capture_output=True, timeout=300
    )
    return folder


@pytest.fixture(scope="module")
def truth(made: Path) -> list[dict[str, Any]]:
    """Run by run, what Great Expectations says."""
    return json.loads((made / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def facts(made: Path) -> Facts:
    """What we read."""
    return facts_of(made.parent, as_of=DAY, collectors=("files", "monitoring"))


def in_order(facts: Facts, part: str) -> list[MonitorReport]:
    """Reports whose path holds the part, oldest first."""
    return sorted((r for r in facts.all(MonitorReport) if part in r.path), key=lambda r: (str(r.at), r.path))


@pytest.mark.parametrize("part", ["quality/validation_", "/uncommitted/validations/"])
def test_outcomes_and_times_are_those_of_the_tool(facts: Facts, truth: list[dict[str, Any]], part: str) -> None:
    """Results that a script wrote, and those that the project itself keeps where git does not see them."""
    read = in_order(facts, part)
    assert [report.at for report in read] == [parse_time(told["at"]) for told in truth]
    for report, told in zip(read, truth, strict=True):
        checks = [(check.name.partition("(")[0], check.column, check.status == "pass") for check in report.checks]
        assert sorted(checks, key=repr) == sorted(
            [(kind, column, passed) for kind, column, passed in told["checks"]], key=repr
        )
        assert report.stream.endswith("|orders_input")
        assert report.tool_version == told["version"]
        assert report.current_rows == 4
        assert {check.level for check in report.checks if check.column == "amount"} == {"warning"}


def test_what_a_checkpoint_describes_is_read_too(facts: Facts, truth: list[dict[str, Any]]) -> None:
    read = in_order(facts, "quality/checkpoint_")
    assert len(read) == len(truth)
    failing = [sorted(check.name for check in report.checks if check.status == "fail") for report in read]
    told = [sorted(f"{kind}({column})" for kind, column, passed in one["checks"] if not passed) for one in truth]
    assert sorted(failing) == sorted(told)


def test_no_value_of_the_data_is_kept(facts: Facts) -> None:
    assert "gold" not in repr(facts.all(MonitorReport))


def test_the_rule_names_the_expectation_that_always_fails(made: Path) -> None:
    write_tree(made, {"k8s/orders.yaml": manifest("orders")})
    (finding,) = findings_of("failing-checks-ignored", made, as_of=DAY)
    assert finding.subject.name == "orders_input"
    assert "expect_column_values_to_be_in_set(plan) failed in 4 of the last 4" in finding.message
    assert "amount" not in finding.message

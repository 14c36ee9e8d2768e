"""What the rules on DVC stages and registered models say of the demo project, name by name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.testing import findings_of


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("demo") / "churn")


def test_stages_that_use_what_they_do_not_declare(demo: Path) -> None:
    found = {finding.subject.name: finding for finding in findings_of("dvc-undeclared-io", demo)}
    assert {name: finding.line for name, finding in found.items()} == {
        "train": 22,
        "evaluate": 44,
        "snapshot_crm": 55,
        "score": 59,
    }
    told = {evidence.ref for evidence in found["train"].evidence}
    assert {"train.class_weight", "models/calibrator_north.pkl"} <= told
    assert "no deps at all" in found["snapshot_crm"].message


def test_only_versions_that_lack_something_are_named(demo: Path) -> None:
    found = {finding.subject.name: finding for finding in findings_of("model-without-signature", demo)}
    assert sorted(found) == ["churn-clf", "churn-proto"]
    assert [e.ref for e in found["churn-clf"].evidence] == ["v1", "v2", "v3"]
    assert "v4" not in found["churn-clf"].message
    assert all("relocated" in (e.excerpt or "") for e in found["churn-clf"].evidence)


def test_data_that_dvc_keeps_is_versioned(demo: Path) -> None:
    named = {finding.subject.name for finding in findings_of("training-data-not-versioned", demo)}
    assert not named & {"data/interim/features.csv", "data/raw/customers.csv"}


@pytest.mark.parametrize(("later", "days"), [(0, 71), (4, 75)])
def test_hidden_experiments_are_dated_before_the_day_of_the_demo(demo: Path, later: int, days: int) -> None:
    found = findings_of("stale-experiment-branches", demo, as_of=DEMO_DATE + timedelta(days=later))
    assert [one.evidence[0].value for one in found if one.subject.kind == "experiments"] == [days]

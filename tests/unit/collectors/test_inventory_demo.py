"""The demo's models, cell by cell, and the same under other names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pytest

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.model.inventory import ModelRecord
from debtscope.testing import facts_of
from tests.contracts.test_renamed_demo import NAMES, renamed_copy, replaced


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("inventory") / "demo")


def record(root: Path, name: str) -> dict[str, Any]:
    found = {one.name: one for one in facts_of(root, as_of=DEMO_DATE).all(ModelRecord)}
    return asdict(found[name])


def test_the_row_of_the_served_model(demo: Path) -> None:
    row = record(demo, "churn-clf")
    origin = row.pop("origin")
    consumed = row.pop("consumed_by")
    assert row == {
        "name": "churn-clf",
        "versions": ("1", "2", "3", "4"),
        "served": "1",
        "served_since": "2025-10-17",
        "since_note": "the version's record last changed then: its stage was set then at the latest",
        "deployed_by": ("alias champion", "stage Production", "k8s/inferenceservice-old.yaml", "k8s/inferenceservice.yaml", "src/churn/predict.py", "src/churn/serve.py"),
        "serving_code": ("src/churn/predict.py", "src/churn/serve.py"),
        "schedule": "15 4 * * * (k8s/cronjob.yaml)",
        "estimator": "LogisticRegression",
        "inputs": (),
        "inputs_from": None,
        "consumers": ("billing-dashboard", "retention-campaign"),
        "watched_by": ("evidently", "great_expectations", "alerts", "dashboard"),
        "drifting_since": "2026-11-02",
        "owner": "Lee Chang",
        "owner_from": "last active author; CODEOWNERS names @nina-kowalska, without a commit since 2026-05-28",
        "retired": False,
    }  # fmt: skip
    assert (origin["run"], origin["date"]) == ("e584982ec4934a7d807fd479419f0c76", "2025-10-15")
    assert (origin["commit"], origin["commit_known"]) == ("3f9c1e" + "a" * 34, False)
    assert (origin["datasets"], origin["stages"]) == ((), ("train@north -> models/north.pkl",))
    assert (origin["code"], origin["parameters"]) == (
        ("src/churn/train.py",), {"C": "1.0", "class_weight": "None", "max_iter": "300"}
    )  # fmt: skip
    assert origin["metrics"]["val_auc"] == pytest.approx(0.852)
    assert [(c["name"], c["path"], c["line"], c["declared"]) for c in consumed] == [
        ("billing-dashboard", "services/billing-dashboard/forecast.py", 8, False),
        ("retention-campaign", "services/retention-campaign/audience.py", 10, False),
    ]


def test_a_run_with_a_dataset_and_without_a_commit(demo: Path) -> None:
    row = record(demo, "churn-proto")
    assert row["origin"]["commit"] is None
    assert row["origin"]["commit_known"] is None
    assert [(d["name"], d["digest"], d["source"]) for d in row["origin"]["datasets"]] == [
        ("subscribers", "e7828b76", "src/churn/data.csv")
    ]
    assert (row["serving_code"], row["consumers"], row["watched_by"]) == ((), (), ())


def test_another_name_gives_the_same_row(demo: Path, tmp_path: Path) -> None:
    expected = record(demo, "churn-clf")
    got = record(renamed_copy(demo, tmp_path / "copy"), "leave-clf")
    names = {a.encode(): b.encode() for a, b in NAMES.items()}
    assert _cells(got) == _cells(expected, lambda text: replaced(text.encode(), names).decode())


def _cells(value: Any, name: Callable[[str], str] = str, key: str = "") -> Any:
    """A row to compare: texts under other names, places in no order, and of the commit only that there is one."""
    if isinstance(value, dict):
        return {k: _cells(v, name, k) for k, v in cast("dict[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return sorted((_cells(v, name) for v in cast("list[Any]", value)), key=str)
    if key == "commit":
        return value is not None
    return name(value) if isinstance(value, str) else value

"""Experiments nobody can tell apart: Default, generated names, copies; by database and by file store."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Finding
from debtscope.testing import findings_of
from tests.mlflow_made import make, run_id

SLUG = "copy-paste-experiments"
RUNS = [(run_id(n), 200 + n, None) for n in range(24)]


def found(folder: Path, sql: str) -> list[Finding]:
    make(folder / "mlflow.db", RUNS, sql)
    return findings_of(SLUG, folder)


def test_generated_names_without_a_tag_or_a_note_are_counted(tmp_path: Path) -> None:
    sql = "UPDATE runs SET name = 'bold-ray-512';"
    sql += "".join(f"INSERT INTO tags VALUES ('variant', 'a', '{run_id(n)}');" for n in range(4))
    (one,) = found(tmp_path, sql + f"INSERT INTO tags VALUES ('mlflow.note.content', 'good', '{run_id(5)}');")
    assert one.message == "mlflow.db: 19 of 24 runs have no name of their own, no tag and no note."


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE runs SET name = 'north-' || run_uuid;",
        "INSERT INTO tags SELECT 'variant', 'a', run_uuid FROM runs;",
        "DELETE FROM runs WHERE start_time < (SELECT max(start_time) FROM runs) - 5;",
        "UPDATE runs SET lifecycle_stage = 'deleted';",
        f"INSERT INTO tags SELECT 'mlflow.parentRunId', '{run_id(0)}', run_uuid FROM runs WHERE run_uuid <> '{run_id(0)}';",
    ],
    ids=["named", "tagged", "few", "deleted", "children"],
)
def test_named_tagged_few_deleted_and_child_runs_are_silent(sql: str, tmp_path: Path) -> None:
    assert found(tmp_path, sql) == []


def test_most_runs_in_default_and_copies_of_an_experiment_are_one_item(tmp_path: Path) -> None:
    sql = "UPDATE runs SET name = 'n' || run_uuid; UPDATE experiments SET name = 'churn';"
    sql += "INSERT INTO experiments VALUES (0, 'Default', '', 'active'), (7, 'churn_v2_final', '', 'active');"
    sql += f"UPDATE runs SET experiment_id = 0; UPDATE runs SET experiment_id = 1 WHERE run_uuid = '{run_id(1)}';"
    (one,) = found(tmp_path, sql + f"UPDATE runs SET experiment_id = 7 WHERE run_uuid = '{run_id(2)}';")
    assert "2 experiments look like copies of churn" in one.message
    assert "22 of 24 runs are in the experiment Default" in one.message


def test_a_file_store_counts_as_a_database_does(tmp_path: Path) -> None:
    for number in range(20):
        run = tmp_path / "mlruns" / "5" / run_id(number)
        (run / "tags").mkdir(parents=True)
        (run / "tags" / "mlflow.user").write_text("ana", encoding="utf-8")
        if number < 2:
            (run / "tags" / "variant").write_text("a", encoding="utf-8")
        (run / "meta.yaml").write_text(
            f"artifact_uri: x\nend_time: 1795000000000\nexperiment_id: '5'\nlifecycle_stage: active\n"
            f"run_id: {run_id(number)}\nrun_name: bold-ray-{number}\nstart_time: 1795000000000\nstatus: 3\n",
            encoding="utf-8",
        )
    (tmp_path / "mlruns" / "5" / "meta.yaml").write_text(
        "artifact_location: x\nexperiment_id: '5'\nlifecycle_stage: active\nname: churn\n", encoding="utf-8"
    )
    (one,) = findings_of(SLUG, tmp_path)
    assert "18 of 20 runs have no name of their own" in one.message

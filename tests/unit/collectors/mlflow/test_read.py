"""Stores of MLflow 2.9, 2.22 and 3.17, made ones, damaged ones, and what may never happen to any of them."""

from __future__ import annotations

import gzip
import hashlib
import random
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from debtscope.api import Diagnostic, Facts, SourceReport, SourceStatus
from debtscope.demo.build import build_demo
from debtscope.engine.facts import FactStore
from debtscope.testing import facts_of
from debtscope_collectors.sources.mlflow.facts import MlflowStore, ModelVersion
from tests.mlflow_made import DAY, NOW, make, run_id, version

CORPORA = Path(__file__).parents[3] / "corpora" / "mlflow"
MLMODEL = 'flavors:\n  sklearn:\n    serialization_format: pickle\nsignature:\n  inputs: \'[{"type": "double"}]\'\n  outputs: null\n'


def read(root: Path, *, mlflow: tuple[str, ...] = ()) -> Facts:
    return facts_of(root, collectors=("mlflow",), mlflow=mlflow)


def only(facts: Facts) -> MlflowStore:
    store = facts.one(MlflowStore)
    assert store is not None
    return store


def told(facts: Facts) -> tuple[list[SourceReport], list[Diagnostic]]:
    assert isinstance(facts, FactStore)
    return [s for s in facts.sources if s.collector == "mlflow"], [
        d for d in facts.diagnostics if d.collector == "mlflow"
    ]


def versions(store: MlflowStore, name: str) -> dict[str, ModelVersion]:
    return {v.version: v for model in store.models if model.name == name for v in model.versions}


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> MlflowStore:
    return only(read(build_demo(tmp_path_factory.mktemp("demo") / "churn")))


@pytest.fixture(scope="module")
def file_store(tmp_path_factory: pytest.TempPathFactory) -> MlflowStore:
    root = tmp_path_factory.mktemp("files")
    with tarfile.open(CORPORA / "mlflow-2.22-filestore.tar.gz") as tar:
        tar.extractall(root)
    return only(read(root))


@pytest.mark.parametrize("fixture", ["sqlite_store", "file_store"])
def test_registry_of_both_kinds_of_store(fixture: str, request: pytest.FixtureRequest) -> None:
    store: MlflowStore = request.getfixturevalue(fixture)
    assert [model.name for model in store.models] == ["churn-clf", "churn-proto", "churn-uplift"]
    known = versions(store, "churn-clf")
    assert {number: (v.aliases, v.stage) for number, v in known.items()} == {
        "1": (("champion",), "Production"),
        "2": ((), "Staging"),
        "3": (("challenger",), None),
        "4": ((), None),
    }
    assert {n: (v.file.has_signature, v.file.has_input_example) for n, v in known.items() if v.file} == {
        "1": (False, False),
        "2": (True, False),
        "3": (False, False),
        "4": (True, True),
    }
    assert known["1"].file
    assert known["1"].file.relocated
    assert (known["1"].file.serialization, "scikit-learn" in known["1"].file.requirements) == ("pickle", True)
    assert known["2"].tags == {"validation_status": "failed"}
    run = store.runs[known["1"].run_id or ""]
    assert (run.experiment, run.datasets, bool(run.commit)) == ("churn-legacy", 0, True)
    assert store.feature_importance[run.run_id]["weekend_share"] == 0.0


@pytest.mark.parametrize(("fixture", "counts"), [("sqlite_store", (14, 2, 8, 0)), ("file_store", (12, 1, 8, 0))])
def test_counts_of_the_last_ninety_days(fixture: str, counts: tuple[int, ...], request: pytest.FixtureRequest) -> None:
    store: MlflowStore = request.getfixturevalue(fixture)
    stats = {experiment.name: experiment for experiment in store.experiments}
    assert "old-demo" not in stats  # deleted
    churn = stats["churn"]
    assert (churn.finished, churn.without_commit, churn.without_dataset, churn.without_params) == counts
    assert churn.last_start
    assert churn.last_start.tzinfo is not None


def test_an_old_schema_is_read_and_stays_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "tracking.db"
    database.write_bytes(gzip.decompress((CORPORA / "old-schema-2.9.2.db.gz").read_bytes()))
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    store = only(read(tmp_path))
    assert (store.schema, [e.name for e in store.experiments]) == ("acf3f17fdcc7", ["Default", "x"])
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.iterdir()] == ["tracking.db"]


def test_rows_in_the_write_ahead_log_are_seen_and_nothing_is_written(tmp_path: Path) -> None:
    path = make(tmp_path / "mlflow.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma wal_autocheckpoint=0")
        connection.execute(
            f"INSERT INTO runs VALUES ('{run_id(1)}', '', '', '', '', 'FINISHED', {NOW}, {NOW}, 'active', '', 1)"
        )
        connection.commit()
        before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")}
        facts = read(tmp_path)
        assert [e.finished for e in only(facts).experiments] == [1]
        assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")} == before
    assert any("private copy" in d.message for d in told(facts)[1])


def test_a_broken_off_transaction_is_said(tmp_path: Path) -> None:
    make(tmp_path / "mlflow.db")
    (tmp_path / "mlflow.db-journal").write_bytes(b"\x00" * 600)
    facts = read(tmp_path)
    assert only(facts).path == "mlflow.db"
    assert ["transaction" in d.message for d in told(facts)[1]] == [True]
    assert (tmp_path / "mlflow.db-journal").exists()


@pytest.mark.parametrize(
    ("name", "content", "is_told"),
    [
        ("mlflow.db", b"SQLite format 3\x00" + b"\xff" * 5000, True),
        ("mlflow.db", b"no database", True),
        ("mlflow.db", b"", True),
        ("other.db", b"no database", False),
        ("other.db", b"SQLite format 3\x00" + b"\x00" * 4000, True),
    ],
)
def test_damaged_databases_cost_themselves_only(tmp_path: Path, name: str, content: bytes, is_told: bool) -> None:
    make(tmp_path / "sound.db")
    (tmp_path / name).write_bytes(content)
    facts = read(tmp_path)
    assert only(facts).path == "sound.db"
    assert [d.path for d in told(facts)[1]] == ([name] if is_told else [])


def test_foreign_databases_are_passed_over(tmp_path: Path) -> None:
    for name, sql in (
        ("a.db", "CREATE TABLE runs (x)"),
        ("b.sqlite", "CREATE TABLE runs (x); CREATE TABLE experiments (y)"),
    ):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.executescript(sql)
    facts = read(tmp_path)
    assert facts.all(MlflowStore) == ()
    assert told(facts)[1] == []
    # Named by the user it is no longer nobody's business.
    reports, diagnostics = told(read(tmp_path, mlflow=(str(tmp_path / "a.db"),)))
    assert [report.status for report in reports] == [SourceStatus.FAILED]
    assert [d.path for d in diagnostics] == ["a.db"]


def test_views_and_unknown_schemas_are_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as connection:
        connection.executescript(
            "CREATE TABLE experiments (experiment_id, name);"
            "CREATE VIEW runs AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS run_uuid FROM n"
        )
    with closing(sqlite3.connect(tmp_path / "mlflow-next.db")) as connection:
        connection.executescript(
            "CREATE TABLE experiments (experiment_id, name); CREATE TABLE runs (run_uuid, experiment_id)"
        )
    facts = read(tmp_path)
    assert facts.all(MlflowStore) == ()
    assert ["unknown schema" in d.message for d in told(facts)[1]] == [
        True,
        False,
    ]  # and the one of views is told, since its name promises a store


def test_artefacts_are_found_by_their_tail_and_remote_ones_are_unknown(tmp_path: Path) -> None:
    first, second = run_id(1), run_id(2)
    sql = version(1, first, alias="champion") + version(2, second)
    sql += f"UPDATE runs SET artifact_uri = 's3://bucket/{second}/artifacts' WHERE run_uuid = '{second}';"
    make(tmp_path / "mlflow.db", [(first, 1, None), (second, 1, None)], sql)
    folder = tmp_path / "artifacts" / first / "artifacts" / "model"
    folder.mkdir(parents=True)
    (folder / "MLmodel").write_text(MLMODEL)
    (folder / "requirements.txt").write_text("# env\nscikit-learn==1.5\npkg @ git+https://me:pw@host/x.git\n")
    known = versions(only(read(tmp_path)), "clf")
    file = known["1"].file
    assert file
    assert (file.relocated, file.has_inputs, file.has_outputs) == (True, True, False)
    assert file.requirements == ("scikit-learn==1.5", "pkg @ git+https://host/x.git")
    assert known["2"].file is None


def test_artefacts_in_their_recorded_place_are_not_relocated(tmp_path: Path) -> None:
    run = run_id(1)
    sql = version(1, run) + f"UPDATE runs SET artifact_uri = '{tmp_path}/mlruns/1/{run}/artifacts';"
    make(tmp_path / "mlflow.db", [(run, 1, None)], sql)
    folder = tmp_path / "mlruns" / "1" / run / "artifacts" / "model"
    folder.mkdir(parents=True)
    (folder / "MLmodel").write_text(MLMODEL)
    file = versions(only(read(tmp_path)), "clf")["1"].file
    assert file
    assert not file.relocated


def test_a_store_that_was_named_outside_finds_its_artefacts(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/train.py").write_text("")
    run = run_id(1)
    make(tmp_path / "store.db", [(run, 1, None)], version(1, run))
    folder = tmp_path / "artifacts" / run / "artifacts" / "model"
    folder.mkdir(parents=True)
    (folder / "MLmodel").write_text(MLMODEL)
    store = only(read(tmp_path / "repo", mlflow=(str(tmp_path / "store.db"),)))
    assert store.path.startswith("outside:")
    file = versions(store, "clf")["1"].file
    assert file
    assert file.has_inputs


def test_a_path_in_the_store_leads_nowhere_else(tmp_path: Path) -> None:
    run = run_id(1)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/MLmodel").write_text(MLMODEL)
    sql = version(1, run) + f"UPDATE model_versions SET source = '{tmp_path}/repo/../secret';"
    (tmp_path / "repo").mkdir()
    make(tmp_path / "repo" / "mlflow.db", [(run, 1, None)], sql)
    assert versions(only(read(tmp_path / "repo")), "clf")["1"].file is None


def test_a_large_store_is_aggregated_not_listed(tmp_path: Path, asked: list[str]) -> None:
    runs = [(run_id(n), n % 120, None if n % 4 == 0 else "a" * 40) for n in range(20_000)]
    make(tmp_path / "mlflow.db", runs)
    asked.clear()
    store = only(read(tmp_path))
    recent = [run for run in runs if run[1] <= 87]
    stats = store.experiments[0]
    assert stats.finished == len(recent)
    assert stats.without_commit == sum(commit is None for _, _, commit in recent)
    assert len(store.runs) == 200  # the newest without a commit; the other 19,800 never become objects
    assert min(r.start for r in store.runs.values() if r.start).timestamp() * 1000 >= NOW - 5 * DAY
    assert len(asked) < 60
    assert not any("secrets" in sql for sql in asked)


def test_secrets_are_never_asked_for(tmp_path: Path) -> None:
    make(tmp_path / "mlflow.db")
    facts = read(tmp_path)
    assert "do-not-read-me" not in repr(facts.all(MlflowStore)) + repr(told(facts))


@pytest.mark.parametrize("seed", range(40))
def test_mutated_databases_never_stop_the_collector(seed: int, tmp_path: Path, demo_database: bytes) -> None:
    chance = random.Random(seed)
    data = bytearray(demo_database)
    for _ in range(chance.choice((1, 5, 40, 400))):
        at = chance.randrange(100 if chance.random() < 0.2 else len(data))
        data[at] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    (tmp_path / "mlflow.db").write_bytes(bytes(data))
    _, diagnostics = told(read(tmp_path))
    assert not [one for one in diagnostics if "stopped" in one.message]


@pytest.mark.parametrize("seed", range(20))
def test_mutated_file_stores_never_stop_the_collector(seed: int, tmp_path: Path, filestore: dict[str, bytes]) -> None:
    chance = random.Random(seed)
    for name, content in filestore.items():
        data = bytearray(content)
        for _ in range(chance.choice((0, 0, 1, 6))):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randrange(3)] = chance.choice(
                (b"\x00", b": ", b"- ", b"9" * 30, b"'", b"[", b"\xff\xfe", b"\n")
            )
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(data))
    _, diagnostics = told(read(tmp_path))
    assert not [one for one in diagnostics if "stopped" in one.message]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that any SQLite connection runs."""
    seen: list[str] = []
    connect = sqlite3.connect

    def traced(path: str, **options: Any) -> sqlite3.Connection:
        connection = connect(path, **options)
        connection.set_trace_callback(seen.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    return seen


@pytest.fixture(scope="module")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(
        tmp_path_factory.mktemp("m") / "x.db", [(run_id(n), n, None) for n in range(60)], version(1, run_id(1))
    ).read_bytes()


@pytest.fixture(scope="module")
def filestore() -> dict[str, bytes]:
    kept: dict[str, bytes] = {}
    with tarfile.open(CORPORA / "mlflow-2.22-filestore.tar.gz") as tar:
        for member in tar:
            wanted = "/models/" in member.name or member.name.endswith(("/meta.yaml", "/MLmodel", "importance.json"))
            handle = tar.extractfile(member) if member.isfile() and wanted else None
            if handle:
                kept[member.name] = handle.read()
    return kept

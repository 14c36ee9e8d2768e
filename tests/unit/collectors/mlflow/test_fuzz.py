"""Damaged stores: whatever lies in the files, the collector reports it by name and nothing else is lost."""

from __future__ import annotations

import gzip
import random
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from debtscope.api import Diagnostic, Settings, SourceReport
from debtscope.engine.workspace import open_workspace
from debtscope.testing import AS_OF
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.mlflow.read import collector
from tests.mlflow_made import make, run_id, version

CORPUS = Path(__file__).parents[3] / "corpora" / "mlflow"
WILD = (
    b"", b"\x00" * 40, b"\xff\xfe\x00\x00", b"NaN", b"-1e999", b"9" * 400, b"{" * 5000, b"- " * 3000, b"&a [*a, *a]",
    b"start_time: [1]\nstatus: {}\n", b"status: 99999999999999999999999\nstart_time: -5\n", "名前: ü\u202e".encode(),
    b"name: \x1b]0;x\x07\n", b"inputs: '[{\"type\": 7}]'", b"\n" * 2000, b"true", b"flavors: []\nsignature: 3\n",
    b"flavors: {sklearn: {serialization_format: [1]}}\nsignature: {inputs: '[[[[', outputs: 3}\n",
)  # fmt: skip


def read(root: Path) -> tuple[list[MlflowStore], list[Diagnostic], list[SourceReport]]:
    with open_workspace(root, as_of=AS_OF, settings=Settings()) as workspace:
        found = list(collector.collect(workspace))
    return (
        [one for one in found if isinstance(one, MlflowStore)],
        [one for one in found if isinstance(one, Diagnostic)],
        [one for one in found if isinstance(one, SourceReport)],
    )


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One of the ways in which files go wrong."""
    ways: list[Callable[[], bytes]] = [
        lambda: data[: chance.randrange(len(data) + 1)],
        lambda: chance.choice(WILD),
        lambda: data + chance.choice(WILD),
        lambda: bytes(b ^ (chance.random() < 0.03) * chance.randrange(1, 256) for b in data),
        lambda: data.decode("utf-8", "replace").encode("utf-16"),
        lambda: data.replace(b": ", b": -"),
    ]
    return chance.choice(ways)()


def files() -> dict[str, bytes]:
    with tarfile.open(CORPUS / "mlflow-2.22-filestore.tar.gz") as archive:
        return {m.name: f.read() for m in archive.getmembers() if m.isfile() and (f := archive.extractfile(m))}


@pytest.mark.parametrize("seed", range(12))
def test_file_stores(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    healthy = make(tmp_path / "mlflow.db", [(run_id(1), 3, None)], version(1, run_id(1)))
    for name, data in files().items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(damaged(data, chance) if chance.random() < 0.2 else data)
    stores, diagnostics, _ = read(tmp_path)
    assert [s.experiments[0].finished for s in stores if s.path == healthy.name] == [1]
    assert all(one.path and one.message for one in diagnostics)
    assert diagnostics


@pytest.mark.parametrize("seed", range(25))
def test_databases(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = gzip.decompress((CORPUS / "old-schema-2.9.2.db.gz").read_bytes())
    pages = bytearray(data)
    for _ in range(chance.randrange(1, 60)):
        pages[chance.randrange(100, len(pages))] = chance.randrange(256)
    (tmp_path / "mlflow.db").write_bytes(bytes(pages[: chance.randrange(1, len(pages) + 1)] if seed % 3 else pages))
    make(tmp_path / "other.db", [(run_id(1), 3, None)])
    stores, diagnostics, reports = read(tmp_path)
    assert "other.db" in {store.path for store in stores}
    told = {one.path for one in diagnostics} | {one.location for one in reports}
    assert "mlflow.db" in told
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mlflow.db", "other.db"]


VALUES = (
    "NULL",
    "''",
    "'NaN'",
    "1e308 * 10",
    "-9223372036854775808",
    "9223372036854775807",
    "x'ff00fe'",
    "'" + "[" * 4000 + "'",
    "3.5",
)
COLUMNS = [
    ("runs", "start_time"), ("runs", "end_time"), ("runs", "status"), ("runs", "experiment_id"), ("runs", "artifact_uri"),
    ("params", "value"), ("params", "key"), ("tags", "value"), ("model_versions", "version"), ("model_versions", "source"),
    ("model_versions", "creation_time"), ("model_versions", "current_stage"), ("registered_models", "description"),
    ("registered_model_aliases", "version"), ("experiments", "name"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_wrong_types_in_a_database(table: str, column: str, tmp_path: Path) -> None:
    for number, value in enumerate(VALUES):
        path = tmp_path / f"mlflow{number}.db"
        runs = [(run_id(n), n, "a" * 40) for n in range(1, 4)]
        sql = version(1, run_id(1), alias="champion") + f"INSERT INTO params VALUES ('C', '1', '{run_id(1)}');"
        make(path, runs, sql)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"UPDATE OR IGNORE {table} SET {column} = {value}")
            connection.commit()
    stores, diagnostics, reports = read(tmp_path)
    told = {s.path for s in stores} | {d.path for d in diagnostics} | {r.location for r in reports}
    assert told == {f"mlflow{number}.db" for number in range(len(VALUES))}

"""A live `mlflow server` and a PostgreSQL store that the real MLflow filled, beside what the SQLite file says."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from debtscope.testing import AS_OF, CommitSpec, git_repo
from debtscope_collectors.sources.mlflow.database import read_database
from debtscope_collectors.sources.mlflow.http import Server
from debtscope_collectors.sources.mlflow.raw import RawStore
from debtscope_collectors.sources.mlflow.remote import read_remote
from debtscope_collectors.sources.mlflow.server import read_server

pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(400),
    pytest.mark.skipif(importlib.util.find_spec("mlflow") is None, reason="mlflow is not installed"),
]

MAKER = Path(__file__).with_name("mlflow_maker.py")
QUIET = {"DO_NOT_TRACK": "true", "MLFLOW_DISABLE_TELEMETRY": "true"}
POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)
DAY: date = AS_OF


def environment(home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    return {**inherited, **QUIET, "HOME": str(home)}


def fill(uri: str, place: Path) -> None:
    """A store with every kind of run and version, made by MLflow's own client."""
    root = place / "project"
    commit = git_repo(root, [CommitSpec(message="train", files={"train.py": "import mlflow\n"})])[0]
    done = subprocess.run(
        [sys.executable, str(MAKER), uri, str(root), commit, str(place / "said.json")],
        cwd=root, env=environment(place), check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("live")
    (place / "project").mkdir()
    fill(f"sqlite:///{place}/mlflow.db", place)
    return place / "mlflow.db"


@contextmanager
def serving(database: Path) -> Generator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "mlflow",
        "server",
        "--backend-store-uri",
        f"sqlite:///{database}",
        "--host",
        "127.0.0.1",
    ]
    with (database.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--workers", "1"],
            cwd=database.parent, env=environment(database.parent), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/health", process)
            yield url
        finally:
            os.killpg(process.pid, 15)
            process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 120
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("mlflow server did not come up")


def test_a_live_server_says_what_its_database_says(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mlflow.db"
    shutil.copy(database, copy)
    wanted = read_database(str(database), DAY, has_log=False)
    with serving(copy) as url:
        told = read_server(Server(url), DAY)
    assert told.experiments == wanted.experiments
    assert told.runs == wanted.runs
    assert told.groups == wanted.groups
    assert [comparable(m) for m in told.models] == [comparable(m) for m in wanted.models]
    assert (told.commits, told.deleted_runs, told.cuts) == (wanted.commits, wanted.deleted_runs, ())


def comparable(model: object) -> str:
    """A model in words; the two interfaces name no user alike."""
    return repr(model)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if POSTGRES is None or importlib.util.find_spec("psycopg2") is None:
        pytest.skip("PostgreSQL or its driver is not installed")
    place = Path("/tmp") / f"debtscope-pg-{os.getpid()}"
    place.mkdir(mode=0o700)
    account = ordinary_account()
    if account is not None:
        os.chown(place, account, -1)
    port, data = free_port(), str(place / "data")

    def run(*command: str) -> None:
        log = place / "log"
        with log.open("ab") as out:
            subprocess.run(command, cwd=place, user=account, stdout=out, stderr=out, check=True, timeout=120)

    try:
        run(str(POSTGRES / "initdb"), "-D", data, "-A", "trust", "-U", "mlflow")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {place}"
        run(str(POSTGRES / "pg_ctl"), "-D", data, "-o", options, "-l", str(place / "server.log"), "-w", "start")
        try:
            yield f"postgresql+psycopg2://mlflow:hunter2@127.0.0.1:{port}/postgres"
        finally:
            run(str(POSTGRES / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def ordinary_account() -> int | None:
    """PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    pytest.skip("no account to run PostgreSQL under")


def test_postgresql_says_what_sqlite_says(postgres: str, database: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    fill(postgres, tmp_path)
    before = rows(postgres)
    told = read_remote(postgres, DAY)
    assert numbers(told) == numbers(read_database(str(database), DAY, has_log=False))
    assert rows(postgres) == before
    assert "hunter2" not in repr(told)


def numbers(raw: RawStore) -> list[object]:
    """What two stores with the same history have in common: their ids and clocks differ."""
    return [
        [(e.name, e.finished, e.without_commit, e.without_dataset, e.without_params, e.open, e.ended, e.failed, e.recent)
         for e in raw.experiments],
        [(m.name, m.description, [(v.version, v.stage, v.aliases, dict(v.tags)) for v in m.versions]) for m in raw.models],
        sorted((r.experiment, r.status, r.params, r.datasets, sorted(r.param_values.items())) for r in raw.runs.values()),
        len(raw.commits), len(raw.deleted_runs), len(raw.groups), raw.schema,
    ]  # fmt: skip


def rows(url: str) -> object:
    """How much lies in the tables, and the schema's revision."""
    alchemy = importlib.import_module("sqlalchemy")
    engine = alchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            names = sorted(alchemy.inspect(connection).get_table_names())
            counts = {n: connection.execute(alchemy.text(f'SELECT count(*) FROM "{n}"')).scalar() for n in names}
            return counts, connection.execute(alchemy.text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()

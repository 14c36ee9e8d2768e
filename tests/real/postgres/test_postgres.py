"""Snapshots in a real PostgreSQL that the test starts itself: commands, many writers, and every refusal in our words."""

from __future__ import annotations

import json
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.model.finding import Evidence
from debtscope.model.ledger import Ledger
from debtscope.store import shared as module
from debtscope.store.folder import StoreError
from debtscope.store.history import BACKFILLED
from debtscope.store.shared import SharedHistory, open_shared
from debtscope.store.snapshots import body_of, name_of, read_snapshot, sightings_of
from debtscope.testing import CommitSpec, git_repo
from tests.made import make_item, make_ledger
from tests.real.postgres.server import PASSWORD, Server, missing, running

pytestmark = pytest.mark.real
alchemy: Any = pytest.importorskip("sqlalchemy")

ODD = "src/\udce9\x00 ü.py"
LOAD = """import pickle
import requests

MODEL = pickle.loads(requests.get("https://models.example.com/churn.pkl", timeout=9).content)
"""


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    if why := missing():
        pytest.skip(why)
    with running() as made:
        yield made


@pytest.fixture
def url(server: Server, request: pytest.FixtureRequest) -> str:
    """A database for each test."""
    name = f"t{abs(hash(request.node.name)) % 10**12}"
    execute(server, f"CREATE DATABASE {name}")
    return server.url(name)


def execute(server: Server, statement: str, database: str = "postgres") -> list[Any]:
    address = server.url(database).replace("postgresql://", "postgresql+psycopg2://")
    engine = alchemy.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=alchemy.pool.NullPool)
    with engine.connect() as connection:
        result = connection.execute(alchemy.text(statement))
        return list(result) if result.returns_rows else []


def database_of(url: str) -> str:
    return url.rpartition("/")[2]


def opened(url: str, repository: str = "churn") -> SharedHistory:
    history = open_shared(url, repository, write=True, cache=None)
    assert history is not None
    return history


def save(history: SharedHistory, ledger: Ledger, *, at: str = "t", state: str = "s") -> int:
    return history.save(name_of(ledger, saved_at=at, state=state), body_of(ledger), sightings_of(ledger, {}))


def read(history: SharedHistory) -> Ledger:
    latest = history.latest()
    assert latest is not None
    return read_snapshot(history, latest)


def test_a_snapshot_comes_back_as_it_was_whatever_its_texts(url: str) -> None:
    odd = make_item(
        ODD, message="NUL \x00 and half \ud800", evidence=(Evidence(kind="line", path=ODD, excerpt="\x00"),)
    )
    ledger = make_ledger(make_item(), odd, *(make_item(f"{n}.py") for n in range(1200)))
    with opened(url) as history:
        first = save(history, ledger)
        assert save(history, ledger, at="later") == first
    with opened(url) as history:
        assert read(history) == replace(ledger, run={}, items=tuple(sorted(ledger.items, key=lambda i: i.id)))


def test_repositories_and_backfilled_snapshots_stay_apart(url: str) -> None:
    with opened(url, "a") as first, opened(url, "b") as second:
        scan = save(first, make_ledger(make_item("a.py")))
        past = save(first, replace(make_ledger(), as_of="2026-01-01"), state=BACKFILLED)
        save(second, make_ledger(make_item("b.py")))
        assert [s.id for s in first.names()] == [scan, past]
        assert [i.path for i in read(second).items] == ["b.py"]
        first.forget_backfilled()
        assert [s.id for s in first.names()] == [scan]


def test_many_first_writers_at_once_lose_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SWEPT_EVERY", 4)

    def write(number: int) -> list[int]:
        with opened(url, f"repo{number % 2}") as history:
            return [save(history, make_ledger(make_item("same.py"), make_item(f"{number}-{n}.py"))) for n in range(6)]

    with ThreadPoolExecutor(6) as pool:
        made = [number for numbers in pool.map(write, range(6)) for number in numbers]
    kept = {name: opened(url, name) for name in ("repo0", "repo1")}
    assert sorted(made) == sorted(s.id for history in kept.values() for s in history.names())
    for history in kept.values():
        for name in history.names():
            ledger = read_snapshot(history, name)
            assert len(ledger.items) == 2 and not any("cannot be read" in d.message for d in ledger.diagnostics)
        assert len(history.sightings()) == 19


def test_a_lost_connection_is_made_anew_once_and_told_then(url: str, server: Server) -> None:
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_of(url)}' AND pid <> pg_backend_pid()"
    with opened(url) as history:
        save(history, make_ledger(make_item()))
        ledger = read(history)
        execute(server, cut)
        assert len(history.names()) == 1
        execute(server, cut)
        save(history, make_ledger(make_item(hours=9)))
        execute(server, cut)
        assert all(tuple(item.evidence) and tuple(item.interest.factors) for item in ledger.items)
        database: Any = history._database  # pyright: ignore[reportPrivateUsage] - what no caller could do: to cut one's own connection in the middle
        suicide = alchemy.text("SELECT pg_terminate_backend(pg_backend_pid())")

        def cut_own(run: Any) -> None:
            run(suicide)

        with pytest.raises(StoreError, match="was lost in the middle"):
            database.transaction(cut_own)
        assert len(history.names()) == 2


def test_a_server_that_stops_is_told_and_found_again() -> None:
    if why := missing():
        pytest.skip(why)
    with running() as server, opened(server.url()) as history:
        save(history, make_ledger(make_item()))
        server.stop()
        with pytest.raises(StoreError, match=r"(does not answer|was lost in the middle)") as told:
            history.names()
        with pytest.raises(StoreError, match="does not answer"):
            opened(server.url())
        assert PASSWORD not in told.value.message
        server.start()
        assert len(history.names()) == 1


def test_refusals_are_sentences_without_credentials(url: str, server: Server) -> None:
    execute(server, "CREATE ROLE reader LOGIN PASSWORD 'reading'")
    place = f"postgresql://127.0.0.1:{server.port}/"
    asked = [
        (server.url(database_of(url), password="wr0ng"), "refuses this user or password"),
        (server.url(database_of(url), user="nobody"), "refuses this user or password"),
        (server.url("nowhere"), "does not exist"),
        (server.url(database_of(url), user="reader", password="reading"), "cannot be written by this user"),
        (url.replace(f":{server.port}/", ":1/"), "does not answer"),
    ]
    for address, says in asked:
        with pytest.raises(StoreError, match=says) as told:
            opened(address)
        text = told.value.message + told.value.hint
        assert "wr0ng" not in text and "hunter2" not in text and "reading" not in text
        assert place in text or ":1/" in text
    opened(url).close()
    execute(server, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database_of(url))
    reading = open_shared(
        server.url(database_of(url), user="reader", password="reading"), "churn", write=False, cache=None
    )
    assert reading is not None and reading.names() == []
    with pytest.raises(StoreError, match="cannot be written by this user"):
        save(reading, make_ledger())


@pytest.mark.parametrize(("version", "says"), [(99, "is of a newer debtscope"), (0, "is of an older debtscope")])
def test_another_version_is_left_as_it_is(url: str, server: Server, version: int, says: str) -> None:
    opened(url).close()
    execute(server, f"UPDATE debtscope_about SET version = {version}", database_of(url))
    with pytest.raises(StoreError, match=says):
        opened(url)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two weeks of commits, cloned from a server."""
    root = tmp_path / "work"
    root.mkdir()
    days = [("2026-10-05", "a"), ("2026-11-02", "b"), ("2026-11-17", "c")]
    git_repo(
        root, [CommitSpec(message=name, files={f"src/{name}.py": f"{LOAD}\n# {name}\n"}, on=day) for day, name in days]
    )
    with (root / ".git" / "config").open("a") as file:
        file.write('[remote "origin"]\n\turl = https://ana:tok3n@git.example.com:8443/ml/churn.git\n')
    return root


def test_commands_write_and_read_there(
    url: str, server: Server, repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBTSCOPE_STORE", "")

    def run(*words: str) -> str:
        assert main([*words, "-C", str(repository), "--store", url]) == 0
        return capsys.readouterr().out

    run("scan", "--as-of", "2026-11-10")
    (repository / "src" / "new.py").write_text(LOAD)
    run("scan", "--as-of", "2026-11-20")
    assert [m["as_of"] for m in json.loads(run("history", "--format", "json"))["moments"]] == [
        "2026-11-10",
        "2026-11-20",
    ]
    run("history", "--backfill", "4w", "--as-of", "2026-11-20")
    moments = json.loads(run("history", "--format", "json"))["moments"]
    assert len(moments) >= 5 and any(m["backfilled"] for m in moments)
    review = json.loads(run("review", "--since", "2026-11-10", "--as-of", "2026-11-20", "--format", "json"))
    assert [s["name"] for s in review["sections"] if s["items"]] == ["new"]
    assert review["base"] == "the snapshot of 2026-11-10"
    assert json.loads(run("forecast", "--weeks", "4w", "--format", "json"))["pace"]["weeks"] > 0
    assert "COD-004" in run("list")
    assert execute(server, "SELECT name FROM debtscope_repositories", database_of(url)) == [
        ("git.example.com/ml/churn",)
    ]
    told = "".join(path.read_text("utf-8", "replace") for path in (repository / ".debtscope").iterdir())
    assert "hunter2" not in told


def test_what_cannot_be_used_ends_a_command_with_a_sentence(
    server: Server, repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBTSCOPE_STORE", server.url("nowhere", password="wr0ng"))
    assert main(["scan", str(repository)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "refuses this user or password" in said.err
    assert "wr0ng" not in said.err and "Traceback" not in said.err

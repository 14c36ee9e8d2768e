"""Snapshots in a shared database, here SQLite: as in the file, by repository, and every refusal in our words."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.model.finding import Evidence
from debtscope.model.ledger import Ledger, Payment
from debtscope.store import shared as module
from debtscope.store.folder import StoreError
from debtscope.store.history import BACKFILLED
from debtscope.store.shared import SharedHistory, open_shared
from debtscope.store.snapshots import body_of, name_of, payments, read_snapshot, sightings_of
from debtscope.store.tables import shown
from tests.made import make_item, make_ledger

pytest.importorskip("sqlalchemy")
ODD = "src/\udce9\x00 ü.py"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/shared.db"


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
    paid = replace(make_item("src/b.py"), payment=Payment(on="2026-11-01", heads=("u",)))
    ledger = make_ledger(make_item(), odd, paid)
    with opened(url) as history:
        save(history, ledger)
    with opened(url) as history:
        assert read(history) == replace(ledger, run={}, items=tuple(sorted(ledger.items, key=lambda i: i.id)))
        assert payments(history.sightings()) == {paid.id: paid.payment}


def test_evidence_is_read_after_the_history_was_closed(url: str) -> None:
    items = [make_item(f"{n}.py", evidence=(Evidence(kind="line", path=f"{n}.py", line=n),)) for n in range(30)]
    with opened(url) as history:
        save(history, make_ledger(*items))
        ledger = read(history)
    assert {i.path: next(iter(i.evidence)).line for i in ledger.items} == {f"{n}.py": n for n in range(30)}
    assert all(tuple(i.interest.factors) for i in ledger.items)


def test_an_equal_scan_keeps_one_snapshot_and_another_one_more(url: str) -> None:
    with opened(url) as history:
        first = save(history, make_ledger(make_item()), at="a")
        assert save(history, make_ledger(make_item()), at="b") == first
        second = save(history, make_ledger(make_item(hours=3)), at="c")
        assert [(s.id, s.saved_at) for s in history.names()] == [(second, "c"), (first, "b")]
        assert history.ids(history.sheet(first).numbers) == {make_item().id}


def test_repositories_do_not_see_each_other(url: str) -> None:
    with opened(url, "a") as first, opened(url, "b") as second:
        save(first, make_ledger(make_item("a.py")))
        save(second, make_ledger(make_item("b.py")))
        assert [i.path for i in read(first).items] == ["a.py"]
        assert set(second.sightings()) == {make_item("b.py").id}
    assert open_shared(url, "c", write=False, cache=None) is None


def test_what_is_backfilled_is_older_than_every_scan_and_can_be_made_again(url: str) -> None:
    with opened(url) as history:
        scan = save(history, replace(make_ledger(make_item()), as_of="2026-01-01"))
        past = [save(history, replace(make_ledger(), as_of=f"2026-0{n}-01"), state=BACKFILLED) for n in (3, 2)]
        assert [s.id for s in history.names()] == [scan, *past]
        history.forget_backfilled()
        assert [s.id for s in history.names()] == [scan]
        history.forget(scan)
        assert history.names() == []


def test_old_snapshots_and_what_only_they_hold_are_let_go(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (("KEPT_SNAPSHOTS", 3), ("KEPT_WORKINGS", 1), ("SWEPT_EVERY", 5)):
        monkeypatch.setattr(module, name, value)
    with opened(url, "other") as other, opened(url) as history:
        save(other, make_ledger(make_item("kept.py")))
        for n in range(5):
            save(history, replace(make_ledger(make_item(f"{n}.py")), as_of=f"2026-01-0{n + 1}"))
        assert [s.as_of for s in history.names()] == ["2026-01-05", "2026-01-04", "2026-01-03"]
        assert [i.path for i in read(history).items] == ["4.py"]
        assert tuple(read(history).items[0].interest.factors)
        assert not tuple(read_snapshot(history, history.names()[1]).items[0].interest.factors)
        assert [i.path for i in read(other).items] == ["kept.py"]
    with sqlite3.connect(tmp_path / "shared.db") as raw:
        assert raw.execute("SELECT COUNT(*) FROM debtscope_items").fetchone() == (4,)


def test_a_damaged_item_costs_itself_and_a_damaged_snapshot_is_said(url: str, tmp_path: Path) -> None:
    with opened(url) as history:
        save(history, make_ledger(make_item("a.py"), make_item("b.py")))
        with sqlite3.connect(tmp_path / "shared.db") as raw:
            raw.execute("UPDATE debtscope_items SET body = x'00' WHERE number = 1")
        ledger = read(history)
        assert len(ledger.items) == 1 and any("cannot be read" in d.message for d in ledger.diagnostics)
        with sqlite3.connect(tmp_path / "shared.db") as raw:
            raw.execute("UPDATE debtscope_snapshots SET head = x'00'")
        with pytest.raises(StoreError, match="the shared SQLite database is damaged"):
            read(history)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE debtscope_about SET version = 99", "is of a newer debtscope \\(version 99"),
        ("UPDATE debtscope_about SET version = 0", "is of an older debtscope \\(version 0"),
        ("DROP TABLE debtscope_items", "tables under our names that are not whole"),
        ("DELETE FROM debtscope_about", "tables under our names that are not whole"),
    ],
)
def test_a_database_of_another_version_is_left_as_it_is(url: str, tmp_path: Path, change: str, says: str) -> None:
    opened(url).close()
    with sqlite3.connect(tmp_path / "shared.db") as raw:
        raw.execute(change)
    for write in (False, True):
        with pytest.raises(StoreError, match=says):
            open_shared(url, "churn", write=write, cache=None)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://ana:hunter2@host/db", "mysql://host/db is no database that is known"),
        ("hunter2", "is no database that is known"),
        ("sqlite:////no/such/folder/hunter2.db", "the shared SQLite database does not exist"),
        ("postgresql+nodriver://ana:hunter2@host/db", "its driver is missing"),
        ("postgresql://ana:hunter2@host:port/db", "no address of a database"),
    ],
)
def test_addresses_that_cannot_be_used_are_said_without_credentials(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as told:
        open_shared(url, "churn", write=True, cache=None)
    assert "hunter2" not in told.value.message + told.value.hint


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ana:hunter2@db.example.com:5432/debts", "postgresql://db.example.com:5432/debts"),
        ("postgresql+psycopg2://ana:p@ss@host/db", "postgresql://host/db"),
        ("postgresql://ana:hun/ter?2#@host/db", "postgresql://host/db"),
        ("postgresql://host/db?user=ana&password=hunter2", "postgresql://host/db"),
        ("postgresql://host/db?password=hun@ter2", "the shared postgresql database"),
        ("postgresql://ana:hun\x1bter2@host\x1b/db", "the shared postgresql database"),
        ("sqlite:////home/ana/x.db", "the shared SQLite database"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(url: str, told: str) -> None:
    assert shown(url) in {told, "the shared postgresql database"}
    assert not any(word in shown(url) for word in ("hun", "ter2", "ana", "p@ss"))

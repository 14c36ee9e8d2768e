"""The form of snapshots, by seed: any item comes back, damage costs what it hits, and equal things are kept once."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.model.finding import UNREADABLE, Evidence, Exposure
from debtscope.model.ledger import Item, Ledger, Payment
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import ItemState, Status
from debtscope.store.folder import StateFolder
from debtscope.store.history import WORKED_TOGETHER, History, open_history
from debtscope.store.packing import NotPacked, pack, unpack
from debtscope.store.snapshots import body_of, name_of, read_snapshot, sightings_of
from tests.made import make_item, make_ledger

TEXTS = (
    "",
    "src/a.py",
    "sur\udcffrogate.py",
    "nul\x00.py",
    "宽字符.py",
    "esc\x1b[31m",
    "'; DROP TABLE items; --",
    "x" * 5000,
)


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / ".debtscope")


def opened(folder: StateFolder) -> History:
    history = open_history(folder, write=True)
    assert history is not None
    return history


def save(folder: StateFolder, ledger: Ledger) -> None:
    with opened(folder) as history:
        history.save(name_of(ledger, saved_at="t", state=""), body_of(ledger), sightings_of(ledger, {}))


def read(folder: StateFolder, first: int | None = None) -> Ledger:
    with opened(folder) as history:
        latest = history.latest()
        assert latest is not None
        return read_snapshot(history, latest, first)


def some_item(dice: random.Random, number: int) -> Item:
    text = dice.choice(TEXTS)
    item = make_item(f"m{number}", hours=dice.choice((0.0, 0.1, 3.25, 1e9)), interest=dice.choice((0.0, 0.001, 7.5)))
    fact = Evidence(kind="metric", path=text, ref=text, value=dice.choice((None, 1, 0.5, text)), excerpt=text)
    return replace(
        item,
        path=dice.choice((None, text)), line=dice.choice((None, 3)), symbol=dice.choice((None, text)), message=text,
        subject=replace(item.subject, path=dice.choice((None, text)), symbol=dice.choice((None, text))),
        why=text, component=text, tags=tuple(dice.sample(TEXTS, 2)),
        evidence=(fact,) * dice.randrange(1, 4), interest=replace(item.interest, factors=(*item.interest.factors,) * dice.randrange(3)),
        exposure=dice.choice((None, Exposure(kind="privacy", note=text, low=1.0))),
        state=dice.choice(list(ItemState)), payment=dice.choice((None, Payment(on="2026-11-01", heads=(text,)))),
        triage=dice.choice((Triage(), Triage(status=Status.PLANNED, owner=text))),
        last_seen=dice.choice((None, "2026-11-20")), must_do=dice.random() < 0.3,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_any_item_comes_back_as_it_was(folder: StateFolder, seed: int) -> None:
    dice = random.Random(seed)
    ledger = make_ledger(*sorted((some_item(dice, n) for n in range(25)), key=lambda item: item.id))
    save(folder, ledger)
    assert read(folder) == replace(ledger, run={})


def test_the_first_items_are_the_most_worthwhile(folder: StateFolder) -> None:
    items = [make_item(f"m{n}", hours=1, interest=n, must_do=n == 3) for n in range(10)]
    save(folder, make_ledger(*items))
    assert {item.subject.name for item in read(folder, first=3).items} == {"m3", "m9", "m8"}


def changed(folder: StateFolder, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(folder.history)) as connection, connection:
        connection.execute(sql, values)


def test_damaged_evidence_costs_its_item_alone(folder: StateFolder) -> None:
    other = make_item("b", evidence=(Evidence(kind="line", path="b", line=1),))
    save(folder, make_ledger(*sorted((make_item("a"), other), key=lambda item: item.id)))
    changed(folder, "UPDATE parts SET body = x'00' WHERE number = (SELECT evidence FROM items WHERE id = ?)", other.id)
    found = {item.subject.name: item for item in read(folder).items}
    assert [one.kind for one in found["b"].evidence] == [UNREADABLE]
    assert [one.kind for one in found["a"].evidence] == ["line"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE parts SET body = x'00' WHERE number = (SELECT origin FROM items WHERE id = ?)",
        "UPDATE items SET traits = 999 WHERE id = ?",
        "UPDATE items SET hours = 'many' WHERE id = ?",
        "UPDATE items SET message = x'ff' WHERE id = ?",
        "UPDATE items SET hours = 9e999 WHERE id = ?",
        "DELETE FROM items WHERE id = ?",
    ],
)
def test_a_damaged_row_costs_its_item_and_is_told(folder: StateFolder, damage: str) -> None:
    kept, lost = make_item("a"), make_item("b", component="elsewhere")
    save(folder, make_ledger(*sorted((kept, lost), key=lambda item: item.id)))
    changed(folder, damage, lost.id)
    ledger = read(folder)
    names = [item.subject.name for item in ledger.items]
    assert names == ["a"]
    assert any("1 item of the last scan cannot be read" in one.message for one in ledger.diagnostics)


def test_evidence_outlives_the_connection_and_the_file(folder: StateFolder) -> None:
    save(folder, make_ledger(make_item()))
    item = read(folder).items[0]
    folder.history.unlink()
    assert item.evidence == make_item().evidence


def test_what_did_not_change_is_kept_once(folder: StateFolder) -> None:
    items = [make_item(f"m{n:04d}") for n in range(200)]
    ledger = make_ledger(*sorted(items, key=lambda item: item.id))
    save(folder, ledger)
    first = folder.history.stat().st_size
    for day in range(1, 11):
        seen = [replace(item, last_seen=f"2026-11-{day:02d}") for item in ledger.items]
        save(folder, replace(ledger, items=tuple(seen), as_of=f"2026-11-{day:02d}"))
    with opened(folder) as history:
        assert len(history.names()) == 11
    assert (folder.history.stat().st_size - first) / 10 < first / 8


@pytest.mark.parametrize("version", [1, 2])
def test_a_history_of_an_older_form_waits_for_a_scan(folder: StateFolder, version: int) -> None:
    save(folder, make_ledger(make_item()))
    if version == 1:
        changed(folder, "DROP TABLE items")
        changed(folder, "DROP TABLE parts")
    changed(folder, f"PRAGMA user_version = {version}")
    assert open_history(folder, write=False) is None
    with opened(folder) as history:
        assert history.names() == []
        assert list(history.sightings()) == [make_item().id]
    save(folder, make_ledger(make_item()))
    assert len(read(folder).items) == 1


def test_every_interest_keeps_its_own_workings_however_many_there_are(folder: StateFolder) -> None:
    items = [make_item(f"m{n:04d}", interest=1 + n / 7) for n in range(2 * WORKED_TOGETHER + 1)]
    items = [with_factor(item, item.interest.hours_per_month * 3) for item in items]
    save(folder, make_ledger(*sorted(items, key=lambda item: item.id)))
    found = {item.id: item.interest.factors for item in read(folder).items}
    assert found == {item.id: item.interest.factors for item in items}
    assert len({factors[0].value for factors in found.values()}) == len(items)


def with_factor(item: Item, value: float) -> Item:
    factors = tuple(replace(one, value=value) for one in item.interest.factors[:1])
    return replace(item, interest=replace(item.interest, factors=factors))


@pytest.mark.parametrize("seed", range(20))
def test_no_damaged_bytes_are_taken_for_a_value(seed: int) -> None:
    dice = random.Random(seed)
    raw = bytearray(pack({"kind": "line", "values": list(range(50))}))
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    with pytest.raises(NotPacked):
        unpack(bytes(raw[: dice.choice((len(raw), len(raw) - 3))]))

"""The history: snapshots come back whole, and a file that is not ours is never touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.model.ledger import Ledger, Payment
from debtscope.store import history as module
from debtscope.store.cache import ScanCache
from debtscope.store.folder import StateFolder, StoreError
from debtscope.store.history import History, Sighting, open_history
from debtscope.store.snapshots import body_of, name_of, payments, read_snapshot, sightings_of
from tests.made import make_item, make_ledger


def opened(folder: StateFolder) -> History:
    history = open_history(folder, write=True)
    assert history is not None
    return history


def save(history: History, ledger: Ledger, *, at: str = "t", known: Mapping[str, Sighting] | None = None) -> int:
    return history.save(name_of(ledger, saved_at=at, state="s"), body_of(ledger), sightings_of(ledger, known or {}))


def read(folder: StateFolder) -> Ledger:
    with opened(folder) as history:
        latest = history.latest()
        assert latest is not None
        return read_snapshot(history, latest)


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / ".debtscope")


def test_a_snapshot_comes_back_as_it_was(folder: StateFolder) -> None:
    paid = replace(make_item("src/b.py"), payment=Payment(on="2026-11-01", heads=("u",)))
    ledger = make_ledger(make_item(), paid)
    with opened(folder) as history:
        save(history, ledger)
    with opened(folder) as history:
        latest = history.latest()
        assert latest is not None
        assert read_snapshot(history, latest) == replace(ledger, run={})
        assert payments(history.sightings()) == {paid.id: paid.payment}


def test_an_equal_scan_keeps_one_snapshot_and_another_one_more(folder: StateFolder) -> None:
    with opened(folder) as history:
        first = save(history, make_ledger(make_item()), at="a")
        assert save(history, make_ledger(make_item()), at="b") == first
        second = save(history, make_ledger(make_item(hours=3)), at="c")
        assert [(s.id, s.saved_at) for s in history.names()] == [(second, "c"), (first, "b")]
        newest = history.latest()
        assert newest is not None
        before = history.before(newest)
        assert before is not None
        assert before.id == first


def test_the_snapshot_of_the_same_branch_is_compared_with(folder: StateFolder) -> None:
    def on(branch: str, hours: float) -> Ledger:
        ledger = make_ledger(make_item(hours=hours))
        return replace(ledger, repository=replace(ledger.repository, branch=branch))

    with opened(folder) as history:
        main = save(history, on("main", 1))
        side = save(history, on("side", 2))
        numbers = {branch: one.id for branch in ("main", "side", "new") if (one := history.latest(branch))}
        assert numbers == {"main": main, "side": side, "new": side}


def test_a_field_added_since_takes_its_default(folder: StateFolder) -> None:
    ledger = make_ledger(make_item(must_do=True))
    body = body_of(ledger)
    traits, *others = body.items[0].parts
    assert isinstance(traits, dict)
    del traits["must_do"]
    traits["unheard_of"] = 1
    changed = replace(body, items=[replace(body.items[0], parts=(traits, *others))])
    with opened(folder) as history:
        history.save(name_of(ledger, saved_at="t", state=""), changed, {})
    assert read(folder).items[0].must_do is False


@pytest.mark.parametrize(
    "content",
    [b"garbage" * 100, b"SQLite format 3\x00" + b"\x01" * 4096, b"\x00" * 8192],
    ids=["text", "torn", "zeros"],
)
def test_a_damaged_file_is_named_and_kept(folder: StateFolder, content: bytes) -> None:
    folder.make()
    folder.history.write_bytes(content)
    for write in (False, True):
        with pytest.raises(StoreError, match=r"history\.db"):
            open_history(folder, write=write)
    assert folder.history.read_bytes() == content


def test_a_newer_or_foreign_database_is_named_and_kept(folder: StateFolder) -> None:
    opened(folder).close()
    with sqlite3.connect(folder.history) as connection:
        connection.execute("PRAGMA user_version = 1001")
    newer = folder.history.read_bytes()
    with pytest.raises(StoreError, match="newer"):
        open_history(folder, write=True)
    assert folder.history.read_bytes() == newer
    folder.history.unlink()
    with sqlite3.connect(folder.history) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    foreign = folder.history.read_bytes()
    with pytest.raises(StoreError, match="not debtscope's"):
        open_history(folder, write=True)
    assert folder.history.read_bytes() == foreign


def test_views_in_the_place_of_tables_are_no_history(folder: StateFolder) -> None:
    opened(folder).close()
    with sqlite3.connect(folder.history) as connection:
        connection.execute("DROP TABLE cache")
        connection.execute(
            "CREATE VIEW cache AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n"
        )
    with pytest.raises(StoreError):
        open_history(folder, write=False)


def test_a_trigger_that_a_repository_brings_is_never_run(folder: StateFolder) -> None:
    opened(folder).close()
    with sqlite3.connect(folder.history) as connection:
        connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON snapshots BEGIN INSERT INTO cache"
            " WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, x, x FROM n; END"
        )
    with pytest.raises(StoreError, match="damaged"):
        open_history(folder, write=True)


def test_a_head_that_is_no_ledger_is_a_damaged_history(folder: StateFolder) -> None:
    ledger = make_ledger()
    with opened(folder) as history:
        history.save(name_of(ledger, saved_at="t", state=""), replace(body_of(ledger), head={"ledger": []}), {})
    with pytest.raises(StoreError, match="damaged"):
        read(folder)


def test_reading_makes_nothing(folder: StateFolder) -> None:
    assert open_history(folder, write=False) is None
    assert not folder.path.exists()


def test_the_cache_keeps_what_is_used_and_stays_within_its_bound(
    folder: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CACHE_BYTES", 4000)
    with opened(folder) as history:
        cache = ScanCache(history)
        for number in range(3):
            cache.put(f"old{number}", ["x" * 400])
        cache.flush()
        cache = ScanCache(history)
        assert cache.get("old0") == ["x" * 400]
        for number in range(6):
            cache.put(f"new{number}", ["y" * 400])
        cache.flush()
        cache = ScanCache(history)
        kept = [key for key in ("old0", "old1", "old2", *(f"new{n}" for n in range(6))) if cache.get(key) is not None]
    assert kept == ["old0", *(f"new{n}" for n in range(6))]


@pytest.mark.parametrize(
    "records", [[["a text"]], [['=["x"]']], [[""]], [["\ud800 \u2028"]], [["a", "b"]], [[1]], [], ["bare"]]
)
def test_the_cache_gives_back_what_it_was_given(folder: StateFolder, records: list[object]) -> None:
    with opened(folder) as history:
        cache = ScanCache(history)
        cache.put("key", records)
        assert cache.get("key") == records
        cache.flush()
    with opened(folder) as history:
        assert ScanCache(history).get("key") == records


def test_the_cache_keeps_texts_of_files_and_none_of_sensitive_ones(folder: StateFolder) -> None:
    odd = {"a\nb\tc": "1 2\n[]", "caf\u00e9 \udcff": "", "secret.env": "hush"}
    with opened(folder) as history:
        cache = ScanCache(history)
        cache.put_files("n", odd)
        cache.put_text("k", "\ud800 text", "a")
        cache.put_text("hidden", "hush", "secret.env")
        assert cache.texts(["k", "hidden", "none"]) == {"k": "\ud800 text", "hidden": "hush"}
        cache.flush({"secret.env"})
    assert b"hush" not in folder.history.read_bytes()
    with opened(folder) as history:
        cache = ScanCache(history)
        assert cache.files("n") == {path: text for path, text in odd.items() if path != "secret.env"}
        assert cache.files("m") == {}
        assert cache.texts(["k", "hidden"]) == {"k": "\ud800 text"}


def test_what_is_asked_again_after_many_scans_is_marked_anew(folder: StateFolder) -> None:
    with opened(folder) as history:
        cache = ScanCache(history)
        for key in ("asked", "left"):
            cache.put_text(key, "text")
        cache.flush()
    for number in range(12):
        with opened(folder) as history:
            cache = ScanCache(history)
            cache.texts(["asked"])
            cache.put_text(f"new{number}", "")
            cache.flush()
    with sqlite3.connect(folder.history) as connection:
        used = dict(connection.execute("SELECT key, used FROM cache"))
    assert used["left"] < used["asked"] < used["new11"]


def test_a_history_of_an_older_form_is_kept_beside_the_new_one(folder: StateFolder) -> None:
    ledger = make_ledger()
    with opened(folder) as history:
        history.save(name_of(ledger, saved_at="t", state=""), body_of(ledger), {})
    with sqlite3.connect(folder.history) as connection:
        connection.execute("PRAGMA user_version = 2")
    older = folder.history.read_bytes()
    assert open_history(folder, write=False) is None
    assert folder.history.read_bytes() == older
    with opened(folder) as history:
        assert history.names() == []
    assert folder.history.with_name("history.db-form2").read_bytes() == older


def test_a_history_of_an_older_form_that_cannot_be_copied_stays_as_it_is(folder: StateFolder, tmp_path: Path) -> None:
    opened(folder).close()
    with sqlite3.connect(folder.history) as connection:
        connection.execute("PRAGMA user_version = 2")
    older, elsewhere = folder.history.read_bytes(), tmp_path / "elsewhere"
    folder.history.with_name("history.db-form2").symlink_to(elsewhere)
    with pytest.raises(StoreError, match="in the way"):
        open_history(folder, write=True)
    assert not elsewhere.exists()
    assert folder.history.read_bytes() == older

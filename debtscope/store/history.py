"""What `history.db` keeps: snapshots of ledgers, when items were seen, and the scan cache.

It can be deleted without losing a decision. What a snapshot means is known by `store.snapshots`; here are rows.
"""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, cast

from debtscope.model.frozen import frozen
from debtscope.store.archive import Archive
from debtscope.store.database import connect, store_error
from debtscope.store.folder import HISTORY, DamagedStore, StateFolder
from debtscope.store.packing import NotPacked, digest, pack, unpack

CACHE_BYTES = 256 * 1024 * 1024
KEPT_SNAPSHOTS = 800
KEPT_WORKINGS = 30
"""Of so many snapshots it stays known how each interest was computed: that changes with every day, and nobody asks it of last year's."""
WORKED_TOGETHER = 50
SWEPT_EVERY = 20
BACKFILLED = "backfilled"
"""The state of a snapshot that was made from the past: it is older than every scan, whenever it was made."""
_NEWEST = f"ORDER BY state = '{BACKFILLED}', CASE state WHEN '{BACKFILLED}' THEN as_of END DESC, id DESC"
_COLUMNS = "id, path, line, symbol, subject, subject_path, subject_symbol, message, hours, low, high, traits, words, origin, evidence"
_NAME = "id, revision, branch, as_of, saved_at, items, state"
DAMAGED = DamagedStore(f"{HISTORY} is damaged: a snapshot cannot be read", "move it away; a scan makes a new one")


@frozen
class StoredSnapshot:
    """The name of a kept ledger."""

    id: int
    revision: str | None
    branch: str | None
    as_of: str
    saved_at: str
    items: int
    state: str
    """Digest of everything that the scan rested on; empty when a later scan must not reuse it; or BACKFILLED."""


@frozen
class KeptItem:
    """An item in pieces: its own row, and what it shares with others or is seldom looked at."""

    row: tuple[object, ...]
    """The columns from `id` to `high`."""
    parts: tuple[object, object, object, object]
    """Traits, words, origin, evidence."""


@frozen
class Body:
    """A ledger in pieces; figures are columns over the items, in their order."""

    head: object
    figures: object
    items: Sequence[KeptItem]
    workings: Sequence[object]
    """How each interest was computed, WORKED_TOGETHER items at a time: no two days tell it alike, but items do."""


@frozen
class Sheet:
    """A snapshot without the rows of its items."""

    head: object
    numbers: Sequence[int]
    """Rows of its items, the most worthwhile first."""
    figures: Mapping[str, object]
    workings: Sequence[int]
    """Parts, one for each WORKED_TOGETHER of `numbers`; empty where they were let go."""


@frozen
class Sighting:
    """When an item was seen, over all snapshots."""

    first_seen: str
    last_seen: str
    payment: object = None


_TOGETHER = 900
"""Keys in one question to the cache."""
_TURNS = 8
"""Scans during which the mark of a cache entry holds."""


class History(Archive):
    """An open history. Reading needs no write access; every write is one transaction."""

    def __init__(self, connection: sqlite3.Connection, folder: StateFolder, *, is_writable: bool) -> None:
        self._connection = connection
        self.folder = folder
        self.is_writable = is_writable
        self._aged: set[str] = set()
        """Cache entries that were asked for and whose mark no longer holds."""

    def close(self) -> None:
        """Gives the file back."""
        self._connection.close()

    def reopen(self) -> History | None:
        """With a connection of its own."""
        return open_history(self.folder, write=False)

    # -- reading

    def names(self) -> list[StoredSnapshot]:
        """All snapshots, newest first."""
        return [_named(row) for row in self._rows(f"SELECT {_NAME} FROM snapshots {_NEWEST}")]

    def sheet(self, number: int) -> Sheet:
        """One snapshot. Raises StoreError where it is damaged or gone."""
        rows = self._rows("SELECT head, numbers, figures, workings FROM snapshots WHERE id = ?", number)
        try:
            head, numbers, figures, workings = (None if one is None else unpack(one) for one in rows[0])
        except (NotPacked, IndexError):
            raise DAMAGED from None
        if not isinstance(figures, dict):
            raise DAMAGED
        return Sheet(
            head=head, numbers=_numbers(numbers), figures=cast("dict[str, object]", figures),
            workings=_numbers([] if workings is None else workings),
        )  # fmt: skip

    def forget_backfilled(self) -> None:
        """Lets go what was made from the past, to be made again."""
        try:
            with self._connection:
                self._connection.execute("DELETE FROM snapshots WHERE state = ?", (BACKFILLED,))
        except sqlite3.Error as error:
            raise store_error(error) from None

    def forget(self, number: int) -> None:
        """Lets go one snapshot."""
        try:
            with self._connection:
                self._connection.execute("DELETE FROM snapshots WHERE id = ?", (number,))
        except sqlite3.Error as error:
            raise store_error(error) from None

    def rows(self, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """The number and columns of items, in the order asked for; one that is not there is left out."""
        sql = f"SELECT number, {_COLUMNS} FROM (SELECT value FROM json_each(?)) AS asked CROSS JOIN items ON items.number = asked.value"
        try:
            with closing(self._connection.execute(sql, (json.dumps(numbers),))) as cursor:
                while some := cursor.fetchmany(500):
                    yield from some
        except sqlite3.Error as error:
            raise store_error(error) from None

    def ids(self, numbers: Sequence[int]) -> frozenset[str]:
        """The ids of items."""
        sql = "SELECT id FROM (SELECT value FROM json_each(?)) AS asked CROSS JOIN items ON items.number = asked.value"
        return frozenset(str(row[0]) for row in self._rows(sql, json.dumps(numbers)))

    def part(self, number: int) -> object:
        """What items share or seldom show. Raises NotPacked where it is damaged, StoreError where the file is."""
        rows = self._rows("SELECT body FROM parts WHERE number = ?", number)
        return unpack(rows[0][0] if rows else None)

    def sightings(self) -> Mapping[str, Sighting]:
        """Of every item ever seen here."""
        rows = self._rows("SELECT item, first_seen, last_seen, payment FROM sightings")
        return {
            str(item): Sighting(
                first_seen=str(first), last_seen=str(last), payment=json.loads(str(paid)) if paid is not None else None
            )
            for item, first, last, paid in rows
        }

    # -- writing

    def save(self, snapshot: StoredSnapshot, body: Body, sightings: Mapping[str, Sighting]) -> int:
        """Keeps a snapshot and what was seen; an equal newest one only gets the new state and time. Returns its id."""
        try:
            with self._connection:
                number = self._keep(snapshot, body)
                self._see(sightings)
                if number % SWEPT_EVERY == 0:
                    self._sweep()
        except sqlite3.Error as error:
            raise store_error(error) from None
        except NotPacked:
            raise DAMAGED from None
        return number

    def see(self, sightings: Mapping[str, Sighting]) -> None:
        """Notes when items were seen."""
        try:
            with self._connection:
                self._see(sightings)
        except sqlite3.Error as error:
            raise store_error(error) from None

    def _see(self, sightings: Mapping[str, Sighting]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?)",
            [
                (item, s.first_seen, s.last_seen, json.dumps(s.payment) if s.payment is not None else None)
                for item, s in sightings.items()
            ],
        )

    def _keep(self, snapshot: StoredSnapshot, body: Body) -> int:
        known: dict[bytes, int] = {}
        numbers = [self._keep_item(item, known) for item in body.items]
        workings = [self._keep_part(some, known) for some in body.workings]
        content = digest(body.head, body.figures, numbers, workings)
        newest = self._rows(f"SELECT id, digest FROM snapshots {_NEWEST} LIMIT 1")
        if newest and newest[0][1] == content and snapshot.state != BACKFILLED:
            number = cast(int, newest[0][0])
            self._connection.execute(
                "UPDATE snapshots SET saved_at = ?, state = ? WHERE id = ?", (snapshot.saved_at, snapshot.state, number)
            )
            return number
        s = snapshot
        blobs = (pack(body.head), pack(numbers), pack(body.figures), pack(workings))
        cursor = self._connection.execute(
            "INSERT INTO snapshots (revision, branch, as_of, saved_at, items, state, digest, head, numbers, figures, workings)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (s.revision, s.branch, s.as_of, s.saved_at, s.items, s.state, content, *blobs),
        )
        return cursor.lastrowid or 0

    def _keep_item(self, item: KeptItem, known: dict[bytes, int]) -> int:
        parts = [self._keep_part(part, known) for part in item.parts]
        name = digest(item.row, parts)
        rows = self._rows("SELECT number FROM items WHERE digest = ?", name)
        if rows:
            return cast(int, rows[0][0])
        cursor = self._connection.execute(
            f"INSERT INTO items (digest, {_COLUMNS}) VALUES ({', '.join('?' * 16)})", (name, *item.row, *parts)
        )
        return cursor.lastrowid or 0

    def _keep_part(self, value: object, known: dict[bytes, int]) -> int:
        """The number of a part; 0 for none."""
        if not value:
            return 0
        name = digest(value)
        if name not in known:
            rows = self._rows("SELECT number FROM parts WHERE digest = ?", name)
            known[name] = cast(int, rows[0][0]) if rows else self._insert_part(name, value)
        return known[name]

    def _insert_part(self, name: bytes, value: object) -> int:
        return (
            self._connection.execute("INSERT INTO parts (digest, body) VALUES (?, ?)", (name, pack(value))).lastrowid
            or 0
        )

    def _sweep(self) -> None:
        """Lets go the oldest snapshots, the workings of older ones, and what no snapshot holds any more."""
        newest = f"(SELECT id FROM snapshots {_NEWEST} LIMIT ?)"
        self._connection.execute(f"DELETE FROM snapshots WHERE id NOT IN {newest}", (KEPT_SNAPSHOTS,))
        self._connection.execute(f"UPDATE snapshots SET workings = NULL WHERE id NOT IN {newest}", (KEPT_WORKINGS,))
        items: set[int] = set()
        parts: set[int] = set()
        for numbers, workings in self._rows("SELECT numbers, workings FROM snapshots"):
            items.update(_numbers(unpack(numbers)))
            parts.update(_numbers(unpack(workings)) if workings is not None else ())
        gone = "DELETE FROM {0} WHERE number NOT IN (SELECT value FROM json_each(?))"
        self._connection.execute(gone.format("items"), (json.dumps(sorted(items)),))
        for name in ("traits", "words", "origin", "evidence"):
            parts.update(cast(int, row[0]) for row in self._rows(f"SELECT DISTINCT {name} FROM items"))
        self._connection.execute(gone.format("parts"), (json.dumps(sorted(parts)),))

    # -- the scan cache

    @functools.cached_property
    def _turn(self) -> int:
        """Of this scan, by which the cache knows what was used when."""
        return cast(int, self._rows("SELECT COALESCE(MAX(used), 0) + 1 FROM cache")[0][0])

    def cached(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """The cache's bodies of those keys that it has. They count as used."""
        every, found = list(keys), dict[str, bytes]()
        for start in range(0, len(every), _TOGETHER):
            some = every[start : start + _TOGETHER]
            places = ",".join("?" * len(some))
            for key, body, used in self._rows(f"SELECT key, body, used FROM cache WHERE key IN ({places})", *some):
                if isinstance(key, str) and isinstance(body, bytes):
                    found[key] = body
                    if cast(int, used) < self._turn - _TURNS:
                        self._aged.add(key)
        return found

    def keep(self, bodies: Iterable[tuple[str, bytes]]) -> None:
        """Adds to the cache, marks what was asked of it, and lets go what was not used longest beyond the bound.

        A mark costs as much as writing the body anew, so that one of the last few turns stands for this one.
        """
        turn = self._turn
        try:
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO cache VALUES (?, ?, ?)",
                    ((key, body, turn) for key, body in bodies if len(body) <= CACHE_BYTES // 8),
                )
                self._connection.executemany(
                    "UPDATE cache SET used = ? WHERE key = ?", [(turn, key) for key in self._aged]
                )
                total = self._rows("SELECT COALESCE(SUM(LENGTH(body) + 100), 0) FROM cache")[0][0]
                if cast(int, total) <= CACHE_BYTES:
                    return
                self._connection.execute(
                    "DELETE FROM cache WHERE key IN (SELECT key FROM (SELECT key, SUM(LENGTH(body) + 100) OVER"
                    " (ORDER BY used DESC, key) AS total FROM cache) WHERE total > ?)",
                    (CACHE_BYTES,),
                )
        except sqlite3.Error as error:
            raise store_error(error) from None

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        try:
            with closing(self._connection.execute(sql, values)) as cursor:
                return cursor.fetchall()
        except (sqlite3.Error, OverflowError) as error:
            raise store_error(error) from None


def open_history(folder: StateFolder, *, write: bool) -> History | None:
    """The history of a state folder; None where there is none that can be read and none is to be made.

    Raises StoreError where it is damaged, foreign, newer or locked; its bytes stay as they are.
    """
    connection = connect(folder, write=write)
    return None if connection is None else History(connection, folder, is_writable=write)


def _numbers(value: object) -> list[int]:
    numbers = cast("list[object]", value) if isinstance(value, list) else [None]
    if any(type(one) is not int for one in numbers):
        raise DAMAGED
    return cast("list[int]", numbers)


def _named(row: tuple[object, ...]) -> StoredSnapshot:
    number, revision, branch, as_of, saved_at, items, state = row
    return StoredSnapshot(
        id=cast(int, number), revision=cast("str | None", revision), branch=cast("str | None", branch),
        as_of=str(as_of), saved_at=str(saved_at), items=cast(int, items), state=str(state),
    )  # fmt: skip

"""Snapshots in a database that several repositories and machines share (extra `sql`): PostgreSQL, or SQLite for one machine.

Items, texts and proofs are kept once, by content, as in the file. Writers of one repository take turns, by its row. The
address holds a password: it is shown as `shown` has it, and a driver's own words are never shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast

from debtscope.store.archive import Archive
from debtscope.store.folder import StoreError
from debtscope.store.history import (
    BACKFILLED,
    KEPT_SNAPSHOTS,
    KEPT_WORKINGS,
    SWEPT_EVERY,
    Body,
    KeptItem,
    Sheet,
    Sighting,
    StoredSnapshot,
)
from debtscope.store.packing import NotPacked, digest, pack, unpack
from debtscope.store.tables import Database

T = TypeVar("T")
_CHUNK = 500
"""Rows asked for at once."""
_AHEAD = 400
"""Parts read at once: those of one scan lie side by side, and every question crosses a network."""
_MOST_PARTS = 20_000


class SharedHistory(Archive):
    """One repository's part of a shared database. The scan cache stays in the repository's own file."""

    def __init__(self, database: Database, repository: int, *, is_writable: bool, cache: Archive | None) -> None:
        self._database, self._repository, self._cache = database, repository, cache
        self._tables = database.tables
        self.is_writable = is_writable
        self._parts: dict[int, object] = {}
        self._ids: dict[int, str] = {}

    def close(self) -> None:
        """Gives the connection and the cache's file back."""
        self._database.close()
        if self._cache is not None:
            self._cache.close()

    def reopen(self) -> SharedHistory:
        """With a connection of its own, opened when it is first asked."""
        return SharedHistory(self._database.again(), self._repository, is_writable=False, cache=None)

    # -- reading

    def names(self) -> list[StoredSnapshot]:
        """All snapshots, newest first, those made from the past after the scans."""
        t = self._tables.snapshots
        asked = self._database.select(t.c.id, t.c.revision, t.c.branch, t.c.as_of, t.c.saved_at, t.c.many, t.c.state)
        found = [
            StoredSnapshot(id=row[0], revision=row[1], branch=row[2], as_of=row[3], saved_at=row[4], items=row[5], state=row[6])
            for row in self._database.rows(asked.where(self._mine(t)))
        ]  # fmt: skip
        return sorted(found, key=_age, reverse=True)

    def sheet(self, number: int) -> Sheet:
        """One snapshot without the rows of its items."""
        t = self._tables.snapshots
        asked = self._database.select(t.c.head, t.c.numbers, t.c.figures, t.c.workings)
        rows = self._database.rows(asked.where(self._mine(t), t.c.id == number))
        try:
            head, numbers, figures, workings = (None if one is None else unpack(one) for one in rows[0])
        except (NotPacked, IndexError):
            raise self._damaged() from None
        if not isinstance(figures, dict):
            raise self._damaged()
        return Sheet(
            head=head, numbers=self._whole(numbers), figures=cast("dict[str, object]", figures),
            workings=self._whole([] if workings is None else workings),
        )  # fmt: skip

    def rows(self, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """The number and columns of items, in the order asked for; their texts are read along."""
        t = self._tables.items
        for some in _chunks(numbers):
            asked = self._database.select(t.c.number, t.c.body).where(self._mine(t), t.c.number.in_(some))
            found = {row[0]: _unpacked(row[1]) for row in self._database.rows(asked)}
            known = [(number, *found[number]) for number in some if found.get(number)]
            self._read_parts({part for row in known for part in row[-4:-1]})  # all but the evidence
            yield from known

    def ids(self, numbers: Sequence[int]) -> frozenset[str]:
        """The ids of items."""
        t = self._tables.items
        for some in _chunks([number for number in numbers if number not in self._ids]):
            asked = self._database.select(t.c.number, t.c.id).where(self._mine(t), t.c.number.in_(some))
            self._ids |= dict(self._database.rows(asked))
        return frozenset(self._ids[number] for number in numbers if number in self._ids)

    def part(self, number: int) -> object:
        """What items share or seldom show. Raises NotPacked where it is damaged or gone."""
        if number not in self._parts:
            t = self._tables.parts
            asked = self._database.select(t.c.number, t.c.body).where(self._mine(t), t.c.number >= number)
            self._take(self._database.rows(asked.order_by(t.c.number).limit(_AHEAD)))
        return unpack(self._parts.get(number))

    def _read_parts(self, numbers: Iterable[int]) -> None:
        t = self._tables.parts
        for some in _chunks([number for number in numbers if number not in self._parts]):
            self._take(
                self._database.rows(
                    self._database.select(t.c.number, t.c.body).where(self._mine(t), t.c.number.in_(some))
                )
            )

    def _take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        if len(self._parts) > _MOST_PARTS:
            self._parts.clear()
        self._parts |= dict(rows)

    def sightings(self) -> Mapping[str, Sighting]:
        """Of every item ever seen."""
        t = self._tables.sightings
        asked = self._database.select(t.c.item, t.c.first_seen, t.c.last_seen, t.c.payment).where(self._mine(t))
        return {
            row[0]: Sighting(first_seen=row[1], last_seen=row[2], payment=json.loads(row[3]) if row[3] else None)
            for row in self._database.rows(asked)
        }

    # -- writing: each in one transaction that begins by taking the repository's row

    def save(self, snapshot: StoredSnapshot, body: Body, sightings: Mapping[str, Sighting]) -> int:
        """Keeps a snapshot and what was seen; an equal newest one only gets the new state and time. Returns its id."""

        def work(run: Any, turn: int) -> int:
            number = self._keep(run, snapshot, body)
            self._see(run, sightings)
            if turn % SWEPT_EVERY == 0:
                self._sweep(run)
            return number

        return self._write(work)

    def see(self, sightings: Mapping[str, Sighting]) -> None:
        """Notes when items were seen."""
        self._write(lambda run, _: self._see(run, sightings))

    def forget(self, number: int) -> None:
        """Lets go one snapshot."""
        t = self._tables.snapshots
        self._write(lambda run, _: run(t.delete().where(self._mine(t), t.c.id == number)))

    def forget_backfilled(self) -> None:
        """Lets go what was made from the past, to be made again."""
        t = self._tables.snapshots
        self._write(lambda run, _: run(t.delete().where(self._mine(t), t.c.state == BACKFILLED)))

    def _write(self, work: Callable[[Any, int], T]) -> T:
        t = self._tables.repositories

        def taken(run: Any) -> T:
            run(t.update().where(t.c.id == self._repository).values(turn=t.c.turn + 1))
            turn: int = run(self._database.select(t.c.turn).where(t.c.id == self._repository)).scalar_one()
            return work(run, turn)

        return self._database.transaction(taken)

    def _keep(self, run: Any, snapshot: StoredSnapshot, body: Body) -> int:
        t = self._tables
        parts: dict[bytes, object] = {}
        pieces = [_Pieces(item, parts) for item in body.items]
        worked = [_named(some, parts) for some in body.workings]
        numbered = self._numbered(run, t.parts, {name: {"body": pack(value)} for name, value in parts.items()})
        rows = [piece.row(numbered) for piece in pieces]
        names = [digest(row) for row in rows]
        items = self._numbered(
            run, t.items, {name: {"id": row[0], "body": pack(row)} for name, row in zip(names, rows, strict=True)}
        )
        numbers = [items[name] for name in names]
        workings = [numbered.get(name, 0) for name in worked]
        content = digest(body.head, body.figures, numbers, workings)
        newest = next(iter(self._newest(run)), None)
        if newest is not None and newest[1] == content and snapshot.state != BACKFILLED:
            changed = {"saved_at": snapshot.saved_at, "state": snapshot.state}
            run(t.snapshots.update().where(t.snapshots.c.id == newest[0]).values(**changed))
            return newest[0]
        s = snapshot
        row = {
            "repository": self._repository, "revision": s.revision, "branch": _text(s.branch), "as_of": s.as_of,
            "saved_at": s.saved_at, "many": s.items, "state": s.state, "digest": content, "head": pack(body.head),
            "numbers": pack(numbers), "figures": pack(body.figures), "workings": pack(workings),
        }  # fmt: skip
        return int(run(t.snapshots.insert().values(**row).returning(t.snapshots.c.id)).scalar_one())

    def _newest(self, run: Any) -> list[tuple[int, bytes]]:
        """Id and digest, newest first."""
        t = self._tables.snapshots
        rows = run(self._database.select(t.c.id, t.c.digest, t.c.state, t.c.as_of).where(self._mine(t))).fetchall()
        ordered = sorted(rows, key=lambda row: (row[2] != BACKFILLED, row[3] if row[2] == BACKFILLED else "", row[0]))
        return [(row[0], row[1]) for row in reversed(ordered)]

    def _numbered(self, run: Any, table: Any, wanted: Mapping[bytes, Mapping[str, object]]) -> dict[bytes, int]:
        """The numbers of rows by their digests; those that are not there yet are added."""
        found: dict[bytes, int] = {}
        for some in _chunks(list(wanted)):
            asked = self._database.select(table.c.digest, table.c.number).where(
                self._mine(table), table.c.digest.in_(some)
            )
            found |= {bytes(row[0]): row[1] for row in run(asked)}
        new = [
            {"repository": self._repository, "digest": name, **row} for name, row in wanted.items() if name not in found
        ]
        for some in _chunks(new):
            made = run(table.insert().returning(table.c.digest, table.c.number), list(some))
            found |= {bytes(row[0]): row[1] for row in made}
        return found

    def _see(self, run: Any, sightings: Mapping[str, Sighting]) -> None:
        t = self._tables.sightings
        rows = {
            _text(item) or "": {
                "repository": self._repository, "item": _text(item), "first_seen": one.first_seen, "last_seen": one.last_seen,
                "payment": json.dumps(one.payment) if one.payment is not None else None,
            }
            for item, one in sightings.items()
        }  # fmt: skip
        for some in _chunks(list(rows)):
            run(t.delete().where(self._mine(t), t.c.item.in_(some)))
            run(t.insert(), [rows[item] for item in some])

    def _sweep(self, run: Any) -> None:
        """Lets go the oldest snapshots, the workings of older ones, and what no snapshot holds any more."""
        t, newest = self._tables, [number for number, _ in self._newest(run)]
        for some in _chunks(newest[KEPT_SNAPSHOTS:]):
            run(t.snapshots.delete().where(t.snapshots.c.id.in_(some)))
        for some in _chunks(newest[KEPT_WORKINGS:]):
            run(t.snapshots.update().where(t.snapshots.c.id.in_(some)).values(workings=None))
        items: set[int] = set()
        parts: set[int] = set()
        for numbers, workings in run(
            self._database.select(t.snapshots.c.numbers, t.snapshots.c.workings).where(self._mine(t.snapshots))
        ):
            with suppress(NotPacked):
                items.update(self._whole(unpack(numbers)))
                parts.update(self._whole(unpack(workings)) if workings is not None else ())
        self._let_go(run, t.items, items)
        for (body,) in run(self._database.select(t.items.c.body).where(self._mine(t.items))):
            parts.update(_unpacked(body)[-4:])
        self._let_go(run, t.parts, parts)

    def _let_go(self, run: Any, table: Any, kept: set[int]) -> None:
        every = [row[0] for row in run(self._database.select(table.c.number).where(self._mine(table)))]
        for some in _chunks([number for number in every if number not in kept]):
            run(table.delete().where(table.c.number.in_(some)))

    # -- the scan cache

    def cached(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Of the repository's own file."""
        return self._cache.cached(keys) if self._cache is not None else {}

    def keep(self, bodies: Iterable[tuple[str, bytes]]) -> None:
        """In the repository's own file, where it can be written."""
        if self._cache is not None and self._cache.is_writable:
            self._cache.keep(bodies)

    def _mine(self, table: Any) -> Any:
        return table.c.repository == self._repository

    def _whole(self, value: object) -> list[int]:
        numbers = cast("list[object]", value) if isinstance(value, list) else [None]
        if any(type(one) is not int for one in numbers):
            raise self._damaged()
        return cast("list[int]", numbers)

    def _damaged(self) -> StoreError:
        return StoreError(
            f"{self._database.shown} is damaged: a snapshot cannot be read", "scan again, or name another database"
        )


class _Pieces:
    """An item with the names of its parts instead of them."""

    def __init__(self, item: KeptItem, parts: dict[bytes, object]) -> None:
        self._item = item
        self._names = [_named(part, parts) for part in item.parts]

    def row(self, numbered: Mapping[bytes, int]) -> list[object]:
        """The columns as JSON can hold them, then the numbers of the parts; 0 for none."""
        columns = [one.decode("utf-8", "surrogatepass") if isinstance(one, bytes) else one for one in self._item.row]
        return [_text(cast(str, columns[0])), *columns[1:], *(numbered.get(name, 0) for name in self._names)]


def _named(value: object, parts: dict[bytes, object]) -> bytes:
    if not value:
        return b""
    name = digest(value)
    parts.setdefault(name, value)
    return name


def _unpacked(body: object) -> list[Any]:
    """An item's row; empty where it is damaged."""
    try:
        row = unpack(body)
    except NotPacked:
        return []
    return cast("list[Any]", row) if isinstance(row, list) else []


def _text(text: str | None) -> str | None:
    """What a text column of any database takes: no lone surrogates, no NUL."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _age(snapshot: StoredSnapshot) -> tuple[bool, str, int]:
    is_scan = snapshot.state != BACKFILLED
    return (is_scan, "" if is_scan else snapshot.as_of, snapshot.id)


def _chunks(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[at : at + _CHUNK] for at in range(0, len(many), _CHUNK))


def open_shared(url: str, repository: str, *, write: bool, cache: Archive | None) -> SharedHistory | None:
    """A repository's part of the database at an address; None where it has none and none is to be made.

    Raises StoreError in which no credential stands.
    """
    database = Database(url)
    number = database.repository(_text(repository) or "repository", write=write)
    if number is None:
        database.close()
        return None
    return SharedHistory(database, number, is_writable=write, cache=cache)

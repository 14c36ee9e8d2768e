"""Ledgers as snapshots and back. What a snapshot keeps is read by field name, so that it outlives added fields.

An item's columns make its line in a list; evidence and the workings of its interest are read when somebody looks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from threading import Lock
from types import NoneType
from typing import Any, TypeVar, cast

from debtscope.model.finding import UNREADABLE, Evidence, Subject
from debtscope.model.later import Later
from debtscope.model.ledger import Diagnostic, Factor, Interest, Item, Ledger, Payment, Principal
from debtscope.model.named import NotNamed, fields_from_named, from_named, to_named
from debtscope.model.totals import COUNTED, Summary, summarize
from debtscope.model.triage import UNDECIDED, Triage
from debtscope.model.vocabulary import DiagnosticSeverity, Status
from debtscope.store.archive import Archive
from debtscope.store.folder import HISTORY, StoreError
from debtscope.store.history import DAMAGED, WORKED_TOGETHER, Body, KeptItem, Sheet, Sighting, StoredSnapshot
from debtscope.store.packing import NotPacked

T = TypeVar("T")
Row = tuple[Any, ...]

_TRAITS = ("rule", "title", "category", "debt_type", "severity", "confidence", "must_do", "sources", "tags")
_WORDS = ("why", "remediation")
_MARKS = ("state", "last_seen", "payment", "triage")
"""What a day may change although the item is as it was."""
_OWN = ("id", "path", "line", "symbol", "subject", "message", "evidence", "principal", "interest")
_SHARED = frozenset((*_TRAITS, *_WORDS, *_MARKS, *_OWN))
_TEXT, _MAYBE = frozenset({str, bytes}), frozenset({str, bytes, NoneType})
_KINDS: tuple[frozenset[type], ...] = (
    frozenset({int}), _TEXT, _MAYBE, frozenset({int, NoneType}), _MAYBE, _TEXT, _MAYBE, _MAYBE, _TEXT,
    *[frozenset({float})] * 3, *[frozenset({int})] * 4,
)  # fmt: skip
_READ_AHEAD = 4096


def name_of(ledger: Ledger, *, saved_at: str, state: str) -> StoredSnapshot:
    """The name of a ledger that is to be kept."""
    return StoredSnapshot(
        id=0, revision=ledger.repository.revision, branch=ledger.repository.branch, as_of=ledger.as_of,
        saved_at=saved_at, items=len(ledger.items), state=state,
    )  # fmt: skip


def body_of(ledger: Ledger) -> Body:
    """A ledger in pieces; what only this run knows (its timings) is left out."""
    head = cast("dict[str, object]", to_named(replace(ledger, items=(), run={})))
    items = sorted(ledger.items, key=attrgetter("weight"))
    marks: dict[str, int] = {}
    known: list[object] = []
    mark: list[int] = []
    kept: list[KeptItem] = []
    worked: list[object] = []
    for item in items:
        fields = cast("dict[str, Any]", to_named(item))
        kept.append(_in_pieces(fields))
        worked.append(fields["interest"]["factors"])
        day = {name: fields[name] for name in _MARKS}
        if repr(day) not in marks:
            marks[repr(day)] = len(known)
            known.append(day)
        mark.append(marks[repr(day)])
    figures: dict[str, object] = {
        "interest": [item.interest.hours_per_month for item in items],
        "low": [item.interest.low for item in items],
        "high": [item.interest.high for item in items],
        "mark": mark,
        "marks": known,
        "summary": to_named(summarize(ledger.items)),
    }
    workings = [worked[at : at + WORKED_TOGETHER] for at in range(0, len(worked), WORKED_TOGETHER)]
    return Body(head=head, figures=figures, items=kept, workings=workings)


def _in_pieces(fields: dict[str, Any]) -> KeptItem:
    subject, principal, interest = fields["subject"], fields["principal"], fields["interest"]
    texts = (fields["symbol"], subject["name"], subject["path"], subject["symbol"], fields["message"])
    return KeptItem(
        row=(
            fields["id"], _stored(fields["path"]), fields["line"], *(_stored(text) for text in texts),
            *(float(principal[name]) for name in ("hours", "low", "high")),
        ),
        parts=(
            {**{name: fields[name] for name in _TRAITS}, "kind": subject["kind"], "model": interest["model"]},
            {**{name: fields[name] for name in _WORDS}, "basis": principal["basis"]},
            {name: value for name, value in fields.items() if name not in _SHARED},
            fields["evidence"],
        ),
    )  # fmt: skip


def _stored(text: str | None) -> str | bytes | None:
    """SQLite's texts are UTF-8; the name of a file need not be."""
    if text is None or text.isascii():
        return text
    raw = text.encode("utf-8", "surrogatepass")
    return text if raw.decode("utf-8", "replace") == text else raw


def _as_kept(item: Item) -> Item:
    return item


def read_snapshot(
    history: Archive, snapshot: StoredSnapshot, first: int | None = None, *, settled: Callable[[Item], Item] = _as_kept
) -> Ledger:
    """The ledger of a snapshot, or its most worthwhile items alone, sorted by id.

    `settled` makes of each item what is kept of it: done here, a second copy of many items never stands beside the first.
    An item that cannot be read costs itself and a diagnostic. Raises StoreError where the snapshot as a whole cannot be.
    """
    sheet = history.sheet(snapshot.id)
    reader = _Reader(history, sheet)
    numbers = sheet.numbers[:first]
    items = [settled(item) for row in history.rows(numbers) if (item := reader.item(row)) is not None]
    items.sort(key=attrgetter("id"))
    ledger = _head(sheet)
    lost = len(numbers) - len(items)
    told = (_lost(lost),) if lost else ()
    return replace(ledger, items=tuple(items), diagnostics=(*ledger.diagnostics, *told))


def summary_of(history: Archive, snapshot: StoredSnapshot) -> tuple[Summary, frozenset[str]]:
    """A snapshot's totals as they were told then, and the ids of the items that count in them. Raises StoreError."""
    sheet = history.sheet(snapshot.id)
    try:
        told = from_named(Summary, sheet.figures.get("summary"))
        counts = [_decoded_status(mark) in COUNTED for mark in cast("list[object]", sheet.figures["marks"])]
        mark = cast("list[int]", sheet.figures["mark"])
        numbers = [number for number, at in zip(sheet.numbers, mark, strict=True) if counts[at]]
    except (NotNamed, KeyError, IndexError, TypeError, ValueError):  # kept before summaries were, or damaged in part
        items = read_snapshot(history, snapshot).items
        return summarize(items), frozenset(item.id for item in items if item.triage.status in COUNTED)
    return told, history.ids(numbers)


def kept_interest(history: Archive, snapshot: StoredSnapshot) -> float | None:
    """Hours a month as they were told then, without a look at items; None where no summary was kept. Raises StoreError."""
    try:
        told = from_named(Summary, history.sheet(snapshot.id).figures.get("summary"))
    except (NotNamed, KeyError, TypeError, ValueError):
        return None
    return told.interest.value


def _decoded_status(mark: object) -> Status:
    return cast("Triage", _mark(mark)["triage"]).status


def outline(history: Archive, snapshot: StoredSnapshot) -> tuple[Ledger, frozenset[str]]:
    """The ledger without its items, and their ids: all that a later ledger is compared by. Raises StoreError."""
    sheet = history.sheet(snapshot.id)
    return _head(sheet), history.ids(sheet.numbers)


def _head(sheet: Sheet) -> Ledger:
    try:
        return from_named(Ledger, sheet.head)
    except NotNamed:
        raise DAMAGED from None


def _lost(count: int) -> Diagnostic:
    many = "1 item" if count == 1 else f"{count} items"
    message = f"{many} of the last scan cannot be read: the file is damaged; scan again"
    return Diagnostic(severity=DiagnosticSeverity.WARNING, collector="history", path=HISTORY, message=message)


class _Reader:
    """Puts the items of one sheet together."""

    def __init__(self, history: Archive, sheet: Sheet) -> None:
        self._history = history
        self._place = {number: at for at, number in enumerate(sheet.numbers)}
        self._figures = [_column(sheet, name) for name in ("interest", "low", "high")]
        self._mark = cast("list[int]", sheet.figures.get("mark"))
        try:
            self._marks = [_mark(one) for one in cast("list[object]", sheet.figures.get("marks") or [])]
        except (NotNamed, TypeError):
            raise DAMAGED from None
        if not isinstance(cast("object", self._mark), list) or len(self._mark) != len(sheet.numbers):
            raise DAMAGED
        whole = -(-len(sheet.numbers) // WORKED_TOGETHER)
        self._workings = sheet.workings if len(sheet.workings) == whole else [0] * whole
        self._parts: dict[int, dict[str, Any] | None] = {}
        self._texts: dict[str, str] = {}
        self._numbers: dict[float, float] = {}
        shelf = Shelf(history)
        self._evidence, self._factors = shelf.evidence, shelf.factors

    def item(self, row: Row) -> Item | None:
        """The item of a row; None where it, or what it shares with others, is damaged."""
        fit = _fit(tuple(map(type, row)))
        if not fit:
            return None
        if fit > 1:
            try:
                row = tuple(one.decode("utf-8", "surrogatepass") if isinstance(one, bytes) else one for one in row)
            except UnicodeDecodeError:
                return None
        number, item_id, path, line, symbol, name, subject_path, subject_symbol, message = row[:9]
        hours, low, high, traits, words, origin, evidence = row[9:]
        shared, said, rest = self._part(traits), self._part(words), self._part(origin)
        if shared is None or said is None or rest is None or not math.isfinite(hours + low + high):
            return None
        at, share, once = self._place[number], self._texts.setdefault, self._numbers.setdefault
        rates, workings = self._figures, self._workings[at // WORKED_TOGETHER]
        try:
            day = self._marks[self._mark[at]]
            return Item(
                id=item_id,
                path=path and share(path, path),
                line=line,
                symbol=symbol and share(symbol, symbol),
                subject=Subject(
                    kind=shared["kind"], name=share(name, name), path=subject_path and share(subject_path, subject_path),
                    symbol=subject_symbol and share(subject_symbol, subject_symbol),
                ),
                message=share(message, message),
                principal=Principal(hours=once(hours, hours), low=once(low, low), high=once(high, high), basis=said["basis"]),
                interest=Interest(
                    hours_per_month=once(rate := rates[0][at], rate), low=once(least := rates[1][at], least),
                    high=once(most := rates[2][at], most), model=shared["model"],
                    factors=Later(self._factors, workings * WORKED_TOGETHER + at % WORKED_TOGETHER) if workings else (),
                ),
                evidence=Later(self._evidence, evidence) if evidence else (),
                **shared["fields"], **said["fields"], **rest["fields"], **day,
            )  # fmt: skip
        except (TypeError, KeyError, IndexError):
            return None

    def _part(self, number: int) -> dict[str, Any] | None:
        if number not in self._parts:
            try:
                self._parts[number] = _decoded(self._history.part(number))
            except (NotPacked, NotNamed):
                self._parts[number] = None
        return self._parts[number]


def _decoded(data: object) -> dict[str, Any]:
    """Fields of an item, and apart from them the texts that belong into its subject, principal and interest."""
    fields = cast("dict[str, object]", data) if isinstance(data, dict) else dict[str, object]()
    texts = {name: text for name in ("kind", "model", "basis") if isinstance(text := fields.get(name), str)}
    return {**texts, "fields": fields_from_named(Item, fields)}


def _mark(data: object) -> dict[str, Any]:
    fields = fields_from_named(Item, data)
    return {**fields, "triage": UNDECIDED} if fields.get("triage") == UNDECIDED else fields


def _column(sheet: Sheet, name: str) -> list[float]:
    values = cast("list[float]", sheet.figures.get(name))
    try:
        if len(values) == len(sheet.numbers) and math.isfinite(math.fsum(values)):
            return values
    except (TypeError, OverflowError, ValueError):
        pass
    raise DAMAGED


@lru_cache(maxsize=256)
def _fit(kinds: tuple[type, ...]) -> int:
    """0: no row of ours. 2: texts that are no UTF-8 stand as bytes. 1: as most rows are."""
    if any(kind not in allowed for kind, allowed in zip(kinds, _KINDS, strict=True)):
        return 0
    return 2 if bytes in kinds else 1


class Shelf:
    """Evidence and workings of one opened ledger, read from its file one by one for as long as somebody holds an item.

    A connection of its own, so that whoever opened the ledger may close theirs.
    """

    def __init__(self, history: Archive) -> None:
        self._lock = Lock()
        self._history = history.reopen()
        self._read = lru_cache(maxsize=_READ_AHEAD)(self._decode)
        self._worked = lru_cache(maxsize=_READ_AHEAD // WORKED_TOGETHER)(self._list)

    def __del__(self) -> None:
        if self._history is not None:
            self._history.close()

    def evidence(self, number: int) -> tuple[Evidence, ...]:
        """The facts; where they are damaged, one that says so."""
        try:
            return self._read(number)
        except (StoreError, NotPacked, NotNamed):
            return (Evidence(kind=UNREADABLE, ref=f"{HISTORY}: this item's evidence cannot be read; scan again"),)

    def factors(self, key: int) -> tuple[Factor, ...]:
        """The terms of one of the items that are kept together; none where they are damaged."""
        number, at = divmod(key, WORKED_TOGETHER)
        try:
            return _all_named(Factor, self._worked(number)[at])
        except (StoreError, NotPacked, NotNamed, IndexError):
            return ()

    def _decode(self, number: int) -> tuple[Evidence, ...]:
        return _all_named(Evidence, self._list(number))

    def _list(self, number: int) -> list[object]:
        with self._lock:
            data = self._history.part(number) if self._history is not None else None
        if not isinstance(data, list):
            raise NotNamed("no list")
        return cast("list[object]", data)


def _all_named(kind: type[T], data: object) -> tuple[T, ...]:
    if not isinstance(data, list):
        raise NotNamed("no list")
    return tuple(from_named(kind, one) for one in cast("list[object]", data))


def sightings_of(ledger: Ledger, known: Mapping[str, Sighting]) -> dict[str, Sighting]:
    """When each item of a ledger was seen, over what was known."""
    return {item.id: _sighting(item, known.get(item.id), ledger.as_of) for item in ledger.items}


def _sighting(item: Item, known: Sighting | None, today: str) -> Sighting:
    first = item.first_seen or (known.first_seen if known else today)
    last = item.last_seen or (known.last_seen if known else today)
    return Sighting(first_seen=first, last_seen=last, payment=to_named(item.payment) if item.payment else None)


def payments(known: Mapping[str, Sighting]) -> dict[str, Payment]:
    """The payments that are remembered; one that cannot be read is none."""
    found: dict[str, Payment] = {}
    for item, sighting in known.items():
        if sighting.payment is not None:
            try:
                found[item] = from_named(Payment, sighting.payment)
            except NotNamed:
                continue
    return found

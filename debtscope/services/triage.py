"""People's decisions: checked, appended to the log under its lock, folded back into the book. Nothing is ever rewritten."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from debtscope.model.errors import UsageError
from debtscope.model.fold import DELTAS, Standing, fold, told_seen
from debtscope.model.ledger import Item
from debtscope.model.text import printable
from debtscope.model.triage import Decision, LogRecord, Triage
from debtscope.model.vocabulary import Verdict
from debtscope.model.waking import seen_of
from debtscope.services.browse import decided
from debtscope.services.state import open_state
from debtscope.services.types import Book
from debtscope.store.codec import make_record
from debtscope.store.folder import WAY_OUT, StateFolder, StoreError
from debtscope.store.triage_log import LogText, append

LONGEST_TEXT = 4000


def decide(book: Book, ids: Sequence[str], decision: Decision, *, by: str, now: datetime) -> Book:
    """Records one decision on items, all or none, on top of whatever others have decided meanwhile.

    Durable when it returns. Raises UsageError (unknown item, something missing) or StoreError (cannot be written).
    """
    folder = writable(book)
    items = find_items(book, ids)
    _check(decision, [item.triage for item in items])
    stamp = now.isoformat(timespec="seconds")

    def make(log: LogText) -> Sequence[LogRecord]:
        known, batch = fold(log.records), batch_name(log, by, now)
        return [_record(item, decision, known.standing(item.id), by, stamp, batch) for item in items]

    append(folder, make)
    return decided(book, open_state(book.root, folder.path))


def undo(book: Book, *, by: str, now: datetime) -> Book:
    """Takes this person's last decision back, on all the items that it was made on; nothing where there is none."""
    folder = writable(book)
    stamp = now.isoformat(timespec="seconds")

    def make(log: LogText) -> Sequence[LogRecord]:
        last = _last_batch(log, by)
        known, batch = fold(log.records), batch_name(log, by, now)
        return [
            make_record(
                kind=record.kind, item=record.item, at=stamp, by=by,
                parent=parent_of(known.standing(record.item)),
                data={"undoes": record.uid, "batch": batch, **follow(known.standing(record.item))},
            )
            for record in last
        ]  # fmt: skip

    append(folder, make)
    return decided(book, open_state(book.root, folder.path))


def history(book: Book, item_id: str) -> tuple[LogRecord, ...]:
    """What was recorded on an item, in the order of the log's lines."""
    return tuple(record for record in records(book) if record.item == item_id)


def records(book: Book) -> tuple[LogRecord, ...]:
    """The whole log, in the order of its lines."""
    return () if book.state is None else open_state(book.root, book.state).log.records


def writable(book: Book) -> StateFolder:
    """The folder to write to. Raises StoreError where verdicts are refused, with the way out."""
    if book.read_only is not None or book.state is None:
        raise StoreError(f"verdicts are refused: {book.read_only or f'there is no state folder: {WAY_OUT}'}")
    folder = open_state(book.root, book.state).folder
    if folder is None:
        raise StoreError("verdicts are refused: there is no state folder", WAY_OUT)
    return folder


def find_items(book: Book, ids: Sequence[str]) -> list[Item]:
    """Items of the book by id, each once. Raises UsageError."""
    known = {item.id: item for item in book.ledger.items}
    for number in ids:
        if number not in known:
            near = difflib.get_close_matches(number[:64], known, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}?" if near else "debtscope list shows the items"
            raise UsageError(f"there is no item {printable(number, limit=80)}", hint)
    return [known[number] for number in dict.fromkeys(ids)]


def _check(decision: Decision, standing: Sequence[Triage]) -> None:
    """What a verdict needs, product.md Statuses; what stands already need not be said again."""
    for name in ("due", "until"):
        _check_date(name, getattr(decision, name))
    for name in ("owner", "reason", "note", "link"):
        if len(getattr(decision, name) or "") > LONGEST_TEXT:
            raise UsageError(f"the {name} is longer than {LONGEST_TEXT} characters")
    if decision == Decision():
        raise UsageError("nothing to decide")
    verdict = decision.verdict
    same = [t for t in standing if t.verdict is verdict] if len(standing) and verdict else []
    covered = len(same) == len(standing)
    needs_reason = verdict in (Verdict.ACCEPT, Verdict.DISMISS)
    if needs_reason and not _given(decision.reason) and not (covered and all(t.reason for t in same)):
        raise UsageError(f"to {verdict} needs a reason", "--reason TEXT")
    if verdict is Verdict.ACCEPT and not decision.until and not (covered and all(t.until for t in same)):
        raise UsageError("to accept needs a day on which it is looked at again", "--until DATE")


def _given(text: str | None) -> bool:
    return bool(text and text.strip())


def _check_date(name: str, value: str | None) -> None:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise UsageError(f"{name}: '{printable(value, limit=40)}' is no date", "write it as 2027-01-31") from None


def _record(item: Item, decision: Decision, standing: Standing, by: str, at: str, batch: str) -> LogRecord:
    data: dict[str, object] = {"batch": batch}
    if decision.verdict is not None:
        data |= {"verdict": decision.verdict.value, "seen": told_seen(seen_of(item))}
    data |= {name: value for name in DELTAS if (value := getattr(decision, name)) is not None}
    kind = "verdict" if decision.verdict is not None else "note"
    return make_record(
        kind=kind, item=item.id, parent=parent_of(standing), at=at, by=by, data={**data, **follow(standing)}
    )


def parent_of(standing: Standing) -> str | None:
    """The record that the next one on the same thing follows."""
    return standing.heads[0] if standing.heads else None


def follow(standing: Standing) -> Mapping[str, object]:
    """A record after a fork answers to all its ends, and so ends a conflict."""
    return {"follows": list(standing.heads[1:])} if len(standing.heads) > 1 else {}


def batch_name(log: LogText, by: str, now: datetime) -> str:
    """Names one act on several items: no other act finds the log at the same record."""
    last = log.records[-1].uid if log.records else ""
    return hashlib.sha256("\0".join([by, now.isoformat(), last]).encode("utf-8", "replace")).hexdigest()[:12]


def _last_batch(log: LogText, by: str) -> list[LogRecord]:
    """The records of this person's last act that still stands, in the order of the log's lines."""
    undone = {target for record in log.records if isinstance(target := record.data.get("undoes"), str)}
    mine = [
        record
        for record in log.records
        if record.by == by
        and record.kind in ("verdict", "note", "answer", "observed", "rule", "estimate")
        and _stands(record, undone)
    ]
    if not mine:
        return []
    batch = mine[-1].data.get("batch")
    return [
        record for record in mine if record is mine[-1] or (batch is not None and record.data.get("batch") == batch)
    ]


def _stands(record: LogRecord, undone: set[str]) -> bool:
    return record.uid not in undone and "undoes" not in record.data

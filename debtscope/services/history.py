"""Totals over time: what every kept snapshot said on its own day, and what came and went between them."""

from __future__ import annotations

from pathlib import Path

from debtscope.model.frozen import frozen
from debtscope.model.ledger import Ledger
from debtscope.model.totals import COUNTED, Summary, summarize
from debtscope.services.browse import open_book
from debtscope.services.state import history_of, open_state
from debtscope.services.types import Book, StateAt
from debtscope.store.folder import StoreError
from debtscope.store.history import BACKFILLED, StoredSnapshot
from debtscope.store.snapshots import kept_interest, summary_of


@frozen
class Moment:
    """One snapshot in the history of totals."""

    snapshot: int
    as_of: str
    revision: str | None
    summary: Summary
    came: int
    """Items that count and did not in the snapshot before; 0 for the first."""
    went: int
    """Items that counted in the snapshot before and no longer do: paid, dismissed or told otherwise."""
    is_backfilled: bool


def set_aside(root: Path, state: StateAt = None) -> tuple[str, ...]:
    """Names of histories of older forms in the state folder, whose snapshots are kept and not read."""
    folder = open_state(root.resolve(), state).folder
    return folder.set_aside() if folder is not None else ()


def moments(root: Path, state: StateAt = None, newest: Book | None = None) -> list[Moment]:
    """All snapshots by their day, of one day only the last; the newest scan (given where it is open) with what was decided since.

    Between two neighbours `items` grows by `came` less `went`. Raises StoreError where the history cannot be read.
    """
    history, faults = history_of(open_state(root.resolve(), state), write=False)
    if history is None:
        if faults:
            raise StoreError(faults[0].message, "move it away; a scan makes a new one")
        return []
    found: list[Moment] = []
    before: frozenset[str] | None = None
    newest = newest or open_book(root, state)
    with history:
        for snapshot in by_day(history.names()):
            if newest is not None and newest.snapshot is not None and newest.snapshot.id == snapshot.id:
                summary, ids = summarize(newest.ledger.items), counted_ids(newest.ledger)
            else:
                summary, ids = summary_of(history, snapshot)
            found.append(
                Moment(
                    snapshot=snapshot.id, as_of=snapshot.as_of, revision=snapshot.revision, summary=summary,
                    came=len(ids - before) if before is not None else 0,
                    went=len(before - ids) if before is not None else 0,
                    is_backfilled=snapshot.state == BACKFILLED,
                )
            )  # fmt: skip
            before = ids
    return found


def course(book: Book, days: int = 8) -> list[tuple[str, float]]:
    """Day and interest (hours a month) of the newest kept days before a book's own, oldest first; empty where unknown."""
    if book.snapshot is None:
        return []
    try:
        history, _ = history_of(open_state(book.root, book.state), write=False)
        if history is None:
            return []
        with history:
            before = [one for one in by_day(history.names()) if one.as_of < book.snapshot.as_of][-days:]
            told = [(one.as_of[:10], kept_interest(history, one)) for one in before]
    except StoreError:
        return []
    return [(day, rate) for day, rate in told if rate is not None]


def counted_ids(ledger: Ledger) -> frozenset[str]:
    """Of debt that is there, whatever was decided about it."""
    return frozenset(item.id for item in ledger.items if item.triage.status in COUNTED)


def by_day(names: list[StoredSnapshot]) -> list[StoredSnapshot]:
    """Oldest day first; a scan of a day stands before what was backfilled for it."""
    last: dict[str, StoredSnapshot] = {}
    for snapshot in names:  # newest first, backfilled ones at the end
        last.setdefault(snapshot.as_of, snapshot)
    return [last[day] for day in sorted(last)]

"""One kept scan of the past as it was told on its day: its items, and what came and went since the scan before."""

from __future__ import annotations

from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item, Ledger
from debtscope.services.history import by_day, counted_ids
from debtscope.services.state import history_of, open_state
from debtscope.services.types import Book
from debtscope.store.snapshots import read_snapshot


@frozen
class KeptScan:
    """A snapshot with its difference to the one before, both with the verdicts of their own day."""

    ledger: Ledger
    came: frozenset[str]
    """Ids of items that count here and did not before; empty for the first."""
    went: tuple[Item, ...]
    """Items that counted before and no longer do, as they were told then."""
    before: str | None
    """The day (ISO) of the scan before; None for the first."""


def kept_scan(book: Book, number: int) -> KeptScan:
    """The snapshot of that number in the history of a book's repository, in the order of `history.moments`.

    Raises StoreError where it cannot be read, UsageError where it is no longer kept.
    """
    history, _ = history_of(open_state(book.root, book.state), write=False)
    if history is None:
        raise UsageError("there is no history here")
    with history:
        days = by_day(history.names())
        at = next((n for n, one in enumerate(days) if one.id == number), None)
        if at is None:
            raise UsageError("that scan is no longer kept", "a newer scan of the same day took its place")
        ledger = read_snapshot(history, days[at])
        if not at:
            return KeptScan(ledger=ledger, came=frozenset(), went=(), before=None)
        older = read_snapshot(history, days[at - 1])
    counted, counted_before = counted_ids(ledger), counted_ids(older)
    return KeptScan(
        ledger=ledger,
        came=counted - counted_before,
        went=tuple(item for item in older.items if item.id in counted_before - counted),
        before=older.as_of,
    )

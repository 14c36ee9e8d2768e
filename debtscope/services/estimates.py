"""Figures of people in place of the computed ones: appended to the triage log, laid over the ledger whenever it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from debtscope.model.calibration import MOST_HOURS
from debtscope.model.errors import UsageError
from debtscope.model.fold import fold
from debtscope.model.given import as_computed
from debtscope.model.ledger import Item
from debtscope.model.triage import LogRecord
from debtscope.services.browse import decided
from debtscope.services.state import open_state
from debtscope.services.triage import LONGEST_TEXT, batch_name, find_items, follow, parent_of, writable
from debtscope.services.types import Book
from debtscope.store.codec import make_record
from debtscope.store.triage_log import LogText, append


def give(
    book: Book,
    ids: Sequence[str],
    *,
    principal: float | None,
    interest: float | None,
    reason: str,
    by: str,
    now: datetime,
) -> Book:
    """Records hours to fix, hours a month, or (neither) that what was computed counts again. Durable when it returns.

    Raises UsageError (unknown item, no reason, no such hours) or StoreError (cannot be written).
    """
    folder = writable(book)
    items = find_items(book, ids)
    figures = {name: value for name, value in (("principal", principal), ("interest", interest)) if value is not None}
    for value in figures.values():
        if not 0 <= value <= MOST_HOURS:
            raise UsageError(f"hours are from 0 to {MOST_HOURS:g}")
    if figures and not reason.strip():
        raise UsageError("a figure of one's own needs a reason")
    if len(reason) > LONGEST_TEXT:
        raise UsageError(f"the reason is longer than {LONGEST_TEXT} characters")
    stamp = now.isoformat(timespec="seconds")

    def make(log: LogText) -> Sequence[LogRecord]:
        known, batch = fold(log.records), batch_name(log, by, now)
        return [
            make_record(
                kind="estimate", item=item.id, parent=parent_of(known.standing(item.id)), at=stamp, by=by,
                data={"batch": batch, **figures, "reason": reason, "computed": _computed(item),
                      **follow(known.standing(item.id))},
            )
            for item in items
        ]  # fmt: skip

    append(folder, make)
    return decided(book, open_state(book.root, folder.path))


def _computed(item: Item) -> dict[str, float]:
    bare = as_computed(item)
    return {"principal": bare.principal.hours, "interest": bare.interest.hours_per_month}

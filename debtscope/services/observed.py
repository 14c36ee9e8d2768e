"""Observed hours: what paying an item took and what it cost last month; kept in the triage log, learnt from at the next scan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from debtscope.model.calibration import CALIBRATED, MOST_HOURS, Calibration, calibrate
from debtscope.model.errors import UsageError
from debtscope.model.fold import fold
from debtscope.model.ledger import Item
from debtscope.model.triage import LogRecord
from debtscope.services.browse import decided
from debtscope.services.state import open_state
from debtscope.services.triage import batch_name, find_items, follow, parent_of, writable
from debtscope.services.types import Book
from debtscope.store.codec import make_record
from debtscope.store.triage_log import LogText, append


def observe(book: Book, item_id: str, *, took: float | None, cost: float | None, by: str, now: datetime) -> Book:
    """Records hours on one item, beside what was predicted of it. Durable when it returns.

    Raises UsageError (no such item, no hours) or StoreError (cannot be written).
    """
    if took is None and cost is None:
        raise UsageError("nothing to record", "--took 3h: what paying it took; --cost 2h: what it cost last month")
    for hours in (took, cost):
        if hours is not None and not 0 <= hours <= MOST_HOURS:
            raise UsageError(f"hours are from 0 to {MOST_HOURS:g}")
    folder = writable(book)
    item = find_items(book, [item_id])[0]
    stamp = now.isoformat(timespec="seconds")

    def make(log: LogText) -> Sequence[LogRecord]:
        standing = fold(log.records).standing(item.id)
        data: dict[str, object] = {
            "rule": item.rule.slug, "origin": item.rule.origin.value, "batch": batch_name(log, by, now),
            **predicted_of(item), **follow(standing),
        }  # fmt: skip
        data |= {name: hours for name, hours in (("took", took), ("cost", cost)) if hours is not None}
        return [
            make_record(kind="observed", item=item.id, parent=parent_of(standing), at=stamp, by=by, data=data)
        ]  # fmt: skip

    append(folder, make)
    return decided(book, open_state(book.root, folder.path))


def predicted_of(item: Item) -> dict[str, float]:
    """Principal and a month's interest as they were before earlier payments moved them."""
    factor = next((one.value for one in item.interest.factors if one.name == CALIBRATED), 1.0)
    return {
        "principal": round(item.principal.hours / (item.principal.multiplier or 1.0), 3),
        "interest": round(item.interest.hours_per_month / (factor or 1.0), 3),
    }


def learnt(book: Book) -> Calibration:
    """What all observations of the log teach so far."""
    return calibrate(open_state(book.root, book.state).fold.observed) if book.state is not None else Calibration()


def told(calibration: Calibration, rule: str) -> str:
    """The factors in force for a rule, in words."""
    parts: list[str] = []
    for name, found in (("paying it", calibration.principal.of(rule)), ("leaving it", calibration.interest.of(rule))):
        if not math.isclose(found.value, 1.0, rel_tol=1e-9) or found.observations:
            count = f"{found.observations} observation{'s' if found.observations != 1 else ''}"
            parts.append(f"{name} x {found.value:.2f} ({found.low:.2f} to {found.high:.2f}; {count})")
    return "; ".join(parts) or "nothing learnt yet"

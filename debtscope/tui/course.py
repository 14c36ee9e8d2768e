"""Where interest has come from, in a dozen cells of the top line: the last kept days, and what they add up to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from debtscope.tui.series import EIGHTHS

if TYPE_CHECKING:
    from debtscope.services.types import Book, SnapshotInfo
    from debtscope.tui.ink import Ink
    from debtscope.tui.session import Session
    from debtscope.tui.widgets.bars import Spans

LARGEST = 20_000
"""Items of a ledger whose past is read beside it: a thread that unpacks larger ones would hold up keys."""


class Course:
    """The days before one snapshot, read once."""

    def __init__(self) -> None:
        self._of: SnapshotInfo | None = None
        self._days: Sequence[tuple[str, float]] = ()

    async def read(self, session: Session, book: Book) -> None:
        """Asks in a thread, where it is another snapshot than last time."""
        if book.snapshot is None or book.snapshot == self._of or len(book.ledger.items) > LARGEST:
            return
        days = await asyncio.to_thread(session.course, book)
        self._of, self._days = book.snapshot, days

    def is_known(self, book: Book) -> bool:
        """Whether an earlier day of that snapshot had interest."""
        return book.snapshot is not None and book.snapshot == self._of and bool(self._days) and self._days[0][1] > 0

    def spans(self, book: Book, interest: float, ink: Ink) -> list[Spans]:
        """`▂▃▅▅▆▇ +4% in 28 d` and without the days, from those before to today's interest (hours a month)."""
        first, before = self._days[0]
        rates = [*(rate for _, rate in self._days), interest]
        change = round((interest - before) / before * 100)
        since = (date.fromisoformat(book.ledger.as_of[:10]) - date.fromisoformat(first)).days
        style = "$error" if change > 0 else "$success" if change < 0 else "$quiet"
        drawn = "" if ink.ascii else f"{_columns(rates)} "
        told: Spans = [(f"{ink.dot} ", "$quiet"), (drawn, "$accent"), (f"{change:+d}%", style)]
        return [[*told, (f" in {since} d ", "$quiet")], [*told, (" ", "")]]


def _columns(rates: Sequence[float]) -> str:
    """A cell a day, from the lowest day to the highest: one per cent is no slope."""
    low, span = min(rates), max(rates) - min(rates)
    if span < 0.01 * max(rates):
        return EIGHTHS[4] * len(rates)
    return "".join(EIGHTHS[2 + round((rate - low) / span * 6)] for rate in rates)

"""The scans that are kept, a day a line: what each found, and the way into it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted, hours
from debtscope.tui.charts import bars, content
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.services.history import Moment
    from debtscope.services.types import Book
    from debtscope.tui.place import Hint


class DaysScreen(Listing):
    """Newest first; opened at a date, at its scan or the last one before it."""

    NAME = "Days"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="scan of", width=10),
        Layout(title="commit", width=8, least=50),
        Layout(title="items", width=7, right=True),
        Layout(title="h/month", width=8, right=True),
        Layout(title="came", width=6, right=True),
        Layout(title="went", width=6, right=True),
        Layout(title="", width=0, least=60),
    )

    def __init__(self, day: str = "", *, opens: bool = False) -> None:
        super().__init__()
        self._day, self._opens = day, opens
        self._moments: dict[str, Moment] = {}
        self._told_of: Book | None = None

    def hints(self) -> Sequence[Hint]:
        return (("enter", "enter", "open the scan"), ("escape", "esc", "back"), ("question_mark", "?", "more"))

    @work(group="days", exit_on_error=False)
    async def reload(self) -> None:
        """Summaries are read in a thread, once for each ledger; no item is."""
        book = self.book
        if book is None or book is self._told_of:
            return
        self._told_of = book
        self.head(Content.styled(f"reading the history {self.ink.ellipsis}", QUIET))
        try:
            found = await asyncio.to_thread(self.scope.session.days, book)
        except DebtscopeError as error:
            self.scope.complain(error)
            found = ()
        here = self.current_key
        self._moments = {one.as_of[:10]: one for one in reversed(found)}
        self.put([self._line(one) for one in self._moments.values()])
        day = here or self._day
        at = next((n for n, kept in enumerate(self._moments) if kept <= day), len(self._moments) - 1) if day else 0
        self.list.go(at)
        self.head(Content.styled(self._told(day), QUIET))
        if self._opens:
            self._opens = False
            if self.current_key and self.current_key <= self._day:
                self._open_day()

    def _told(self, day: str) -> str:
        if not self._moments:
            return "no scan is kept here; r scans"
        oldest = min(self._moments)
        if day and day < oldest:
            return f"no scan of {day} or before is kept; the first is of {oldest} (4, then B scans weeks that are past)"
        return f"{counted(len(self._moments), 'kept day')} since {oldest}; enter opens what a scan found"

    def _line(self, one: Moment) -> Line:
        note = "scanned later" if one.is_backfilled else ""
        return Line(
            key=one.as_of[:10],
            cells=(
                (one.as_of[:10], ""),
                ((one.revision or self.ink.dash)[:7], "quiet"),
                (f"{one.summary.items:,}", ""),
                (hours(one.summary.interest.value), "strong"),
                (f"+{one.came:,}" if one.came else "", "warn"),
                (f"-{one.went:,}" if one.went else "", "good"),
                (note, "quiet"),
            ),
        )

    def page(self, key: str, width: int) -> Content:
        one, page = self._moments.get(key), Page(self.ink, width)
        if one is None:
            return Content("")
        page.text(f"scan of {key}", STRONG)
        page.text(f"commit {one.revision[:10]}" if one.revision else "no commit: there was no git", QUIET)
        if one.is_backfilled:
            page.text("from the past: that commit was scanned later", QUIET)
        page.blank()
        page.line(("items     ", QUIET), f"{one.summary.items:,}")
        page.line(("principal ", QUIET), f"{hours(one.summary.principal_hours)} h")
        page.line(("interest  ", QUIET), (f"{hours(one.summary.interest.value)} h/month", STRONG))
        page.heading("by category", "h/month, items")
        parts = one.summary.by_category.items()
        rows = [
            (name, p.interest_hours_per_month, f"{hours(p.interest_hours_per_month)} {p.items:>5,}")
            for name, p in parts
        ]
        page.content(content(bars(rows, page.width, self.ink)))
        return page.done()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self._open_day()

    def _open_day(self) -> None:
        from debtscope.tui.screens.kept import KeptScreen

        one = self._moments.get(self.current_key)
        if one is not None:
            self.scope.push_screen(KeptScreen(one))

    def day_in_view(self) -> str:
        return self.current_key

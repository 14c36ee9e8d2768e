"""One scan of the past: what came with it, what was gone, and what it found besides, as it was told on its day."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import hours
from debtscope.tui.arrange import worth
from debtscope.tui.describe import preview
from debtscope.tui.filtering import SETTLED
from debtscope.tui.ink import SEVERITY_WORDS
from debtscope.tui.money import tally
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.rows import STATUS_STYLES, STATUS_WORDS, STYLE_OF, where
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.history import Moment
    from debtscope.services.kept import KeptScan
    from debtscope.tui.place import Hint

MOST = 1000
"""Items of one section that are listed; its number and sums are of all."""


class KeptScreen(Listing):
    """To be read: verdicts are for the ledger of today, to which enter leads."""

    NAME = "Scan of a past day"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="sev", width=4),
        Layout(title="rule", width=8, least=70),
        Layout(title="what", width=0),
        Layout(title="where", width=24, least=90, tail=True),
        Layout(title="fix h", width=5, right=True, least=60),
        Layout(title="h/mo", width=6, right=True),
        Layout(title="status", width=7),
    )

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self._moment = moment
        self._scan: KeptScan | None = None
        self._is_asked = False
        self._items: dict[str, Item] = {}
        self._problem = ""

    def hints(self) -> Sequence[Hint]:
        return (("enter", "enter", "the item today"), ("escape", "esc", "days"), ("question_mark", "?", "more"))

    @work(group="kept", exit_on_error=False)
    async def reload(self) -> None:
        """Read once, in a thread: what was kept does not change."""
        book = self.book
        if book is None or self._is_asked:
            return
        self._is_asked = True
        self._draw()
        try:
            self._scan = await asyncio.to_thread(self.scope.session.past_scan, book, self._moment.snapshot)
        except DebtscopeError as error:
            self._problem = error.message
            self.scope.complain(error)
        self._draw()

    def _draw(self) -> None:
        moment, scan, page = self._moment, self._scan, Page(self.ink, max(40, self.scope.size.width - 6))
        page.line(
            (f"{moment.as_of[:10]} ", STRONG),
            (f"at {moment.revision[:7]}  " if moment.revision else "  ", QUIET),
            f"{moment.summary.items:,} items, {hours(moment.summary.principal_hours)} h to pay off, "
            f"{hours(moment.summary.interest.value)} h/month",
        )
        page.text(self._problem or (f"reading it {self.ink.ellipsis}" if scan is None else self._told(scan)), QUIET)
        self.head(page.done())
        if scan is not None:
            self.put(self._lines(scan))

    def _told(self, scan: KeptScan) -> str:
        since = f"since the scan of {scan.before}" if scan.before else "the first scan that is kept"
        return f"{since}; as it was told that day, with the verdicts of then"

    def _lines(self, scan: KeptScan) -> list[Line]:
        there = {item.id: item for item in scan.ledger.items}
        came = [there[one] for one in scan.came]
        rest = [item for item in scan.ledger.items if item.id not in scan.came]
        counted = [item for item in rest if item.triage.status not in SETTLED]
        self._items = {item.id: item for item in scan.went} | there
        since = f" since {scan.before}" if scan.before else ""
        return [
            *self._section(f"came{since}", came),
            *self._section(f"gone{since}", scan.went, gone=True),
            *self._section("there before" if scan.before else "found", counted),
            *self._section("paid or dismissed by then", (item for item in rest if item.triage.status in SETTLED)),
        ]

    def _section(self, title: str, items: Iterable[Item], *, gone: bool = False) -> list[Line]:
        ranked = sorted(items, key=worth)
        if not ranked:
            return []
        rate = hours(tally(ranked).interest)
        lines = [Line(cells=((f"{title} ({len(ranked):,}, {rate} h/month)", "group"),), is_rule=True)]
        lines += [self._line(item, gone=gone) for item in ranked[:MOST]]
        if len(ranked) > MOST:
            lines.append(Line(cells=((f"and {len(ranked) - MOST:,} more", "quiet"),), is_rule=True))
        return lines

    def _line(self, item: Item, *, gone: bool) -> Line:
        status = item.triage.status
        return Line(
            key=item.id,
            cells=(
                (SEVERITY_WORDS[item.severity], STYLE_OF[item.severity]),
                (item.rule.id, "quiet"),
                (item.title, "quiet" if gone else ""),
                (where(item, 24), "quiet"),
                (hours(item.principal.hours), ""),
                (hours(item.interest.hours_per_month), "strong"),
                ("gone", "good") if gone else (STATUS_WORDS[status], STATUS_STYLES[status]),
            ),
        )

    def page(self, key: str, width: int) -> Content:
        item = self._items.get(key)
        is_new = self._scan is not None and key in self._scan.came
        return preview(item, None, self.ink, width, is_new=is_new) if item is not None else Content("")

    @on(LineList.Chosen)
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        from debtscope.tui.screens.item import ItemScreen

        if self.item_of(self.current_key) is not None:
            self.scope.push_screen(ItemScreen(self.current_key))
        elif self.current_key:
            self.say("it is not in today's ledger: paid, or told otherwise", "$warning")

    def day_in_view(self) -> str:
        return self._moment.as_of[:10]

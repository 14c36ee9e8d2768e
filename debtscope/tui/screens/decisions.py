"""Who decided what, when and why: the triage log, newest first, with what was taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.content import Content

from debtscope.model.figures import counted
from debtscope.model.fold import taken_back
from debtscope.tui.arrange import index_of
from debtscope.tui.carry import CarryPlace
from debtscope.tui.page import QUIET, STRONG, Page, dated
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.triage import LogRecord
    from debtscope.tui.place import Hint

_WORDS = {
    "note": "note", "observed": "hours", "answer": "score", "review": "review", "rule": "rule", "added": "added",
    "estimate": "estimate",
}  # fmt: skip
_TOLD = ("reason", "note", "owner", "due", "until", "link", "took", "cost", "value", "attendees")


class DecisionsScreen(Listing, CarryPlace):
    """Verdict keys are for the item of the line; u takes this person's last decision back, ctrl+r does it again."""

    NAME = "Decisions"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="when", width=16),
        Layout(title="who", width=12, least=60),
        Layout(title="what", width=9),
        Layout(title="on", width=0),
        Layout(title="why", width=28, least=120),
        Layout(title="", width=10, least=50, spare=True),
    )

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, LogRecord] = {}
        self._gone: frozenset[str] = frozenset()

    def hints(self) -> Sequence[Hint]:
        return (
            ("u", "u", "undo the last"), ("ctrl+r", "^r", "do it again"), ("enter", "enter", "open the item"), ("D", "D", "that day"),
            ("escape", "esc", "ledger"), ("question_mark", "?", "more"),
        )  # fmt: skip

    @work(group="decisions", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        """The log is read in a thread."""
        book = self.book
        if book is None:
            return
        records = await asyncio.to_thread(self.scope.session.records, book)
        self._gone = taken_back(records)
        shown = [record for record in reversed(records) if record.kind != "alias" and "undoes" not in record.data]
        self._records = {record.uid: record for record in shown}
        back = sum(record.uid in self._gone for record in shown)
        told = f"{counted(len(shown), 'record')}, {back:,} taken back" if shown else "nobody has decided anything yet"
        self.head(Content.styled(told, QUIET))
        self.put([self._line(record) for record in shown])

    def _line(self, record: LogRecord) -> Line:
        is_gone = record.uid in self._gone
        item = self._item(record)
        style = "quiet" if is_gone else ""
        why = record.data.get("reason") or record.data.get("note") or ""
        return Line(
            key=record.uid,
            cells=(
                (record.at[:16].replace("T", " "), "quiet"),
                (record.by, style),
                (_word(record), "quiet" if is_gone else "strong"),
                (item.title if item is not None else record.item, style),
                (str(why), "quiet"),
                ("taken back" if is_gone else "", "warn"),
            ),
        )

    def _item(self, record: LogRecord | None) -> Item | None:
        items = self.book.ledger.items if self.book else ()
        at = index_of(items, record.item) if record is not None else None
        return None if at is None else items[at]

    def page(self, key: str, width: int) -> Content:
        record, page = self._records.get(key), Page(self.ink, width)
        if record is None:
            return Content("")
        item = self._item(record)
        page.text(item.title if item is not None else record.item, STRONG, limit=3)
        page.text(record.item, QUIET)
        page.blank()
        page.text(f"{_word(record)} by {record.by}")
        page.text(record.at, QUIET)
        if key in self._gone:
            page.text("taken back", "$warning")
        for name in _TOLD:
            value = record.data.get(name)
            if value not in (None, "", []):
                page.heading(name)
                page.text(_plain(value), indent=2)
        return dated(page.done())

    def day_in_view(self) -> str:
        record = self._records.get(self.current_key)
        return record.at[:10] if record is not None else ""

    def targets(self) -> Sequence[Item]:
        item = self._item(self._records.get(self.current_key))
        return (item,) if item is not None else ()

    @on(LineList.Chosen)
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        from debtscope.tui.screens.item import ItemScreen

        item = self._item(self._records.get(self.current_key))
        if item is not None:
            self.scope.push_screen(ItemScreen(item.id))


def _word(record: LogRecord) -> str:
    verdict = record.data.get("verdict")
    if record.kind == "rule":
        return "rule on" if record.data.get("enabled") is True else "rule off"
    return str(verdict) if verdict else _WORDS.get(record.kind, record.kind)


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON of a log
    return str(value)

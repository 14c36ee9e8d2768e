"""The list of items: a line list with marks, ranges, groups and a short first view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from debtscope.tui.arrange import index_of
from debtscope.tui.rows import LedgerRows
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.tui.arrange import Group, Lines
    from debtscope.tui.ink import Ink


class LedgerTable(LineList):
    """Takes items and lines; selection is by item id, so nothing moves under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "mark", show=False),
        Binding("v", "range", "start or end a range", show=False),
        Binding("shift+down", "extend(1)", "mark and go down", show=False),
        Binding("shift+up", "extend(-1)", "mark and go up", show=False),
        Binding("asterisk,ctrl+a", "mark_all", "mark all that match", show=False),
    ]

    class MarksChanged(Message):
        """Another set of items is marked."""

    def __init__(self, ink: Ink) -> None:
        self.rows = LedgerRows(ink)
        super().__init__(self.rows, id="table")
        self._is_short = False
        self._anchor: int | None = None
        self._before_range: frozenset[str] = frozenset()

    # -- what is shown

    def show_lines(
        self,
        items: Sequence[Item],
        lines: Lines,
        *,
        words: tuple[str, ...],
        new_ids: frozenset[str],
        short: bool,
        keep: str | None,
        unread: int = 0,
    ) -> None:
        """Another arrangement; `keep` is the item that the cursor stays on where it is still there."""
        rows = self.rows
        if items is not rows.items:
            rows.take(items)
        rows.lines, rows.words, rows.new_ids, rows.unread = lines, words, new_ids, unread
        self._is_short, self._anchor = short, None
        self._limit()
        at = self._line_of(keep) if keep else None
        if at is not None and rows.limit is not None and at >= rows.limit:
            self._is_short = False
            self._limit()
        self.show(rows, at if at is not None else 0, keep_scroll=at is not None)

    def choose_columns(self, names: tuple[str, ...]) -> None:
        """Other columns; none for those that fit."""
        self.rows.chosen = names
        self.unscroll()

    def stand_beside(self, pane: bool) -> None:
        """Whether a preview stands at the right of the list."""
        if self.rows.beside is not pane:
            self.rows.beside = pane
            self.unscroll()

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """Names of the columns as they stand."""
        return self.rows.chosen or tuple(c.name for c in self.rows.fitting(self.size.width))

    def take_items(self, items: Sequence[Item]) -> None:
        """The same items with other verdicts: lines stay where they are."""
        self.rows.take(items)
        self.refresh()

    def _limit(self) -> None:
        room = self.page_height
        total = len(self.rows.lines.lines)
        self.rows.limit = room - 1 if self._is_short and total > room > 2 else None

    def on_resize(self) -> None:
        """The short view is as long as the window."""
        self._limit()
        if self.rows.limit is not None and self.cursor >= self.rows.limit:
            self._is_short = False
            self._limit()
        super().on_resize()
        self.refresh()

    @property
    def is_short(self) -> bool:
        """Whether only what fits is shown."""
        return self._is_short

    def show_all(self) -> None:
        """All items, not only those that fit."""
        if self._is_short:
            self._is_short = False
            self._limit()
            self.show(self.rows, self.cursor, keep_scroll=True)

    def shorten(self) -> None:
        """Back to the top of the list; `show_lines` decides whether it is short."""
        self.go(0)

    def go(self, line: int, step: int = 1) -> None:
        """Beyond the short view's end the list grows."""
        if self.rows.limit is not None and line >= self.rows.limit:
            self.show_all()
        old = self.cursor
        super().go(line, step)
        if self._anchor is not None and self.cursor != old:
            self._mark_range()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scrolling asks for more than what fits."""
        if not event.shift:
            self.show_all()

    def action_choose(self) -> None:
        """Opens the item, or shows all."""
        if self.rows.is_more(self.cursor):
            self.show_all()
        else:
            super().action_choose()

    def action_bottom(self) -> None:
        """The last line of all."""
        self.show_all()
        super().action_bottom()

    # -- what is under the cursor

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self.rows.item(self.cursor) if self.cursor < self.source.count() else None

    @property
    def groups(self) -> Sequence[Group]:
        """All groups, in their order."""
        return self.rows.lines.groups

    @property
    def group_under_cursor(self) -> str | None:
        """The name on a header line."""
        group = self.rows.lines.group(self.cursor)
        return group.name if group else None

    @property
    def is_on_cause(self) -> bool:
        """Whether the cursor is on a line that stands for all items of one cause."""
        group = self.rows.lines.group(self.cursor)
        return group is not None and group.is_cause and group.folded

    def is_folded(self, name: str) -> bool:
        """Whether only the header of that group is shown."""
        return any(group.folded for group in self.groups if group.name == name)

    @property
    def group_name(self) -> str | None:
        """The group that the cursor is in or on."""
        here = self.rows.lines.item(self.cursor)
        if here is None:
            return self.group_under_cursor
        return next((group.name for group in self.groups if not group.folded and here in group.members), None)

    @property
    def group_items(self) -> Sequence[Item]:
        """The members of the header under the cursor."""
        group = self.rows.lines.group(self.cursor)
        return tuple(self.rows.items[i] for i in group.members) if group else ()

    @property
    def order(self) -> Sequence[int]:
        """Indices of the items of the current arrangement, those of folded groups and of the short view's rest included."""
        lines = self.rows.lines
        if not lines.groups:
            return lines.lines
        order: list[int] = []
        for line in lines.lines:  # a header stands for its members where they are folded away
            if line >= 0:
                order.append(line)
            elif (group := lines.groups[-line - 1]).folded:
                order.extend(group.members)
        return order

    @property
    def all_items(self) -> Sequence[Item]:
        """The items in that order."""
        return tuple(self.rows.items[i] for i in self.order)

    def place_of(self, item_id: str) -> int | None:
        """Where an item stands in that order; mostly under the cursor."""
        return self._found(self.order, item_id)

    def _line_of(self, item_id: str) -> int | None:
        at, lines = self._found(self.rows.lines.lines, item_id), self.rows.lines
        if at is None and lines.groups and (index := index_of(self.rows.items, item_id)) is not None:
            folded = (n for n, group in enumerate(lines.groups, start=1) if group.folded and index in group.members)
            at = next((lines.lines.index(-n) for n in folded), None)
        return at

    def _found(self, order: Sequence[int], item_id: str) -> int | None:
        index = index_of(self.rows.items, item_id)
        if index is None:
            return None
        if self.cursor < len(order) and order[self.cursor] == index:
            return self.cursor
        try:
            return order.index(index)
        except ValueError:
            return None

    def put_on(self, item_id: str) -> None:
        """The cursor on an item, if it is in the list."""
        at = self._line_of(item_id)
        if at is not None:
            self.go(at)

    def put_on_group(self, name: str) -> None:
        """The cursor on a header."""
        lines = self.rows.lines
        at = next((n for n, i in enumerate(lines.lines) if i < 0 and lines.groups[-i - 1].name == name), None)
        if at is not None:
            self.go(at)

    # -- marks

    @property
    def marks(self) -> set[str]:
        """Ids of the marked items."""
        return self.rows.marks

    @property
    def marked_items(self) -> Sequence[Item]:
        """The marked items, in the ledger's order."""
        return tuple(item for item in self.rows.items if item.id in self.rows.marks) if self.rows.marks else ()

    def unmark(self) -> None:
        """Nothing is marked."""
        self.rows.marks.clear()
        self._anchor = None
        self._marks_moved()

    def stop_range(self) -> bool:
        """Ends a range, keeping its marks; whether there was one."""
        was, self._anchor = self._anchor, None
        return was is not None

    def _marks_moved(self) -> None:
        self.refresh()
        self.post_message(self.MarksChanged())

    def _toggle(self, items: Sequence[Item]) -> None:
        ids = {item.id for item in items}
        if ids <= self.rows.marks:
            self.rows.marks -= ids
        else:
            self.rows.marks |= ids

    def action_mark(self) -> None:
        """Marks the item, or the whole group on its header; goes on to the next line."""
        items = (self.current,) if self.current is not None else self.group_items
        if items:
            self._toggle(items)
            self.post_message(self.MarksChanged())
            self.go(self.cursor + 1)

    def action_range(self) -> None:
        """From here on every move marks, until v or esc."""
        if self.stop_range():
            return
        self._anchor, self._before_range = self.cursor, frozenset(self.rows.marks)
        self._mark_range()

    def _mark_range(self) -> None:
        assert self._anchor is not None
        low, high = sorted((self._anchor, self.cursor))
        chosen = (self.rows.item(line) for line in range(low, high + 1))
        self.rows.marks = set(self._before_range) | {item.id for item in chosen if item is not None}
        self._marks_moved()

    def action_extend(self, step: int) -> None:
        """Marks this line and the next."""
        here = self.current
        if here is not None:
            self.rows.marks.add(here.id)
        self.go(self.cursor + step, step)
        there = self.current
        if there is not None:
            self.rows.marks.add(there.id)
        self._marks_moved()

    def action_mark_all(self) -> None:
        """All that match the filter; again unmarks them."""
        self.show_all()
        self._toggle(self.all_items)
        self._marks_moved()

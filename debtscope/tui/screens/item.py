"""One item in full: why and how at the left, the proof in the middle, the money and the decisions at the right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from debtscope.model.errors import DebtscopeError
from debtscope.tui import describe
from debtscope.tui.arrange import index_of
from debtscope.tui.carry import CarryPlace
from debtscope.tui.rows import short_id

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.rule import Rule
    from debtscope.tui.place import Hint
    from debtscope.tui.widgets.bars import Spans

WIDE = 140
"""Columns from which three panes stand side by side."""
MIDDLING = 100

Make = Callable[[int], Content]


class Pane(VerticalScroll):
    """A column that scrolls by itself."""

    can_focus = False


class ItemScreen(CarryPlace):
    """Walks through the ledger's current view item by item."""

    NAME = "Item"
    CSS_PATH = "item.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", "back to the list", show=False),
        Binding("l,J,right,n", "step(1)", "next item", show=False),
        Binding("h,K,left,N", "step(-1)", "previous item", show=False),
        Binding("j,down", "scroll(1)", "scroll down", show=False),
        Binding("k,up", "scroll(-1)", "scroll up", show=False),
        Binding("pagedown,ctrl+d,space", "scroll(12)", "a page down", show=False),
        Binding("pageup,ctrl+u", "scroll(-12)", "a page up", show=False),
        Binding("tab", "next_pane", "next pane", show=False),
    ]

    def __init__(self, item_id: str) -> None:
        super().__init__()
        self._item_id = item_id
        self._pane = 0
        self._rules: dict[str, Rule] | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="item-head", markup=False)
        with VerticalScroll(id="item-all"), Horizontal(id="item-panes"):
            for name in ("why", "proof", "money"):
                with Pane(id=f"pane-{name}"):
                    yield Static("", id=f"text-{name}", markup=False)

    def hints(self) -> Sequence[Hint]:
        return (
            ("a", "a", "accept"), ("d", "d", "defer"), ("f", "f", "plan"), ("w", "w", "dismiss"), ("l", "l", "next"),
            ("h", "h", "previous"), ("e", "e", "editor"), ("y", "y", "copy"), ("escape", "esc", "list"),
            ("question_mark", "?", "more"),
        )  # fmt: skip

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#item-all").can_focus = False
        self._draw()

    def on_resize(self) -> None:
        """Three panes, two, or one under the other."""
        width = self.scope.size.width
        self.set_class(width >= WIDE, "wide")
        self.set_class(MIDDLING <= width < WIDE, "middling")
        self.set_class(width < MIDDLING, "narrow")
        if self.is_drawn:
            self.call_after_refresh(self._draw)

    def book_changed(self) -> None:
        super().book_changed()
        if self.is_drawn:
            self._draw()

    @property
    def item(self) -> Item | None:
        """The item, as the book has it now."""
        items = self.book.ledger.items if self.book else ()
        at = index_of(items, self._item_id)
        return None if at is None else items[at]

    def top_note(self) -> Spans:
        table = self.scope.ledger.table
        at = table.place_of(self._item_id)
        where = f"  {at + 1:,} of {len(table.order):,}" if at is not None else ""
        return [(f" {self.ink.text(short_id(self._item_id, dot=self.ink.dot))}", ""), (where, "$quiet")]

    @work(group="item", exclusive=True, exit_on_error=False)
    async def _draw(self) -> None:
        """Text at once where it is known; code, rule and history come from a thread."""
        item, book = self.item, self.book
        if item is None or book is None:
            return
        session, ink = self.scope.session, self.ink
        is_new = item.id in book.new_ids
        head = self.query_one("#item-head", Static)
        head.update(describe.heading(item, ink, max(20, self.scope.size.width - 4), is_new=is_new))
        code = await asyncio.to_thread(session.excerpt, book, item)
        self._put("proof", lambda width: describe.proof(item, code, ink, width))
        try:
            records = await asyncio.to_thread(session.history, book, item.id)
        except DebtscopeError:
            records = ()
        self._put("money", lambda width: describe.account(item, records, ink, width))
        if self._rules is None:
            self._rules = {rule.id: rule for rule in await asyncio.to_thread(session.rules)}
        rule = self._rules.get(item.rule.id)
        self._put("why", lambda width: describe.explanation(item, rule, ink, width))

    def _put(self, name: str, make: Make) -> None:
        text = self.query_one(f"#text-{name}", Static)
        width = text.content_region.width or self.scope.size.width // (3 if self.has_class("wide") else 1) - 4
        text.update(make(width))

    def targets(self) -> Sequence[Item]:
        return (self.item,) if self.item is not None else ()

    def decided(self, ids: Sequence[str]) -> None:
        """Stays: the verdict is to be seen; l goes on."""
        self.scope.ledger.put_cursor_on(self._item_id)

    def action_step(self, step: int) -> None:
        """The neighbour in the list's order, without going back."""
        table = self.scope.ledger.table
        at, order = table.place_of(self._item_id), table.order
        if at is None or not 0 <= at + step < len(order):
            self.say("this is the last item of the list" if step > 0 else "this is the first item of the list")
            return
        self._item_id = table.rows.items[order[at + step]].id
        self.scope.ledger.put_cursor_on(self._item_id)
        for pane in self._panes():
            pane.scroll_to(0, 0, animate=False)
        self.draw_top()
        self._draw()

    def _panes(self) -> list[VerticalScroll]:
        outer = self.query_one("#item-all", VerticalScroll)
        return [outer] if self.has_class("narrow") else list(self.query(Pane))

    def action_scroll(self, lines: int) -> None:
        """The pane that tab chose; the middle one at first."""
        panes = self._panes()
        chosen = panes[(self._pane + 1) % len(panes)] if len(panes) > 1 else panes[0]
        chosen.scroll_relative(y=lines, animate=False)

    def action_next_pane(self) -> None:
        """Which pane j and k scroll."""
        self._pane = (self._pane + 1) % 3
        for number, pane in enumerate(self.query(Pane)):
            pane.set_class(number == (self._pane + 1) % 3, "chosen")

    def action_close(self) -> None:
        """The list, on the same item."""
        self.scope.pop_screen()

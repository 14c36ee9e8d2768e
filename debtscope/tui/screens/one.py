"""One item at a time: a head, the evidence, a line of verdicts. Triage and meetings differ in whom they ask and when they go on."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from debtscope.tui.carry import CarryPlace
from debtscope.tui.charts import Spans, content

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.types import Excerpt


class OneByOne(CarryPlace):
    """Subclasses name the items (`ids`) and draw head, item and verdict line."""

    CSS_PATH = "one.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "leave; all is saved", show=False),
        Binding("right,l,n", "step(1)", "next item", show=False),
        Binding("left,h,N", "step(-1)", "previous item", show=False),
        Binding("j,down", "scroll(1)", "scroll down", show=False),
        Binding("k,up", "scroll(-1)", "scroll up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.at = 0
        self._drawn_code: tuple[str, Excerpt | None] = ("", None)

    def body(self) -> ComposeResult:
        yield Static("", id="one-head", markup=False)
        with Horizontal(id="one-panes"):
            with VerticalScroll(id="one-left"):
                yield Static("", id="one-text", markup=False)
            with VerticalScroll(id="one-right"):
                yield Static("", id="one-proof", markup=False)
        yield Static("", id="one-verdict", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        for name in ("#one-left", "#one-right"):
            self.query_one(name).can_focus = False
        self.draw()

    def on_resize(self) -> None:
        """Panes come and go with the width."""
        if self.is_drawn:
            self.call_after_refresh(self.draw)

    def book_changed(self) -> None:
        super().book_changed()
        if self.is_drawn:
            self.draw()

    @property
    def current(self) -> Item | None:
        """The item that is looked at; None past the last one."""
        return self.item_of(self.ids[self.at]) if 0 <= self.at < len(self.ids) else None

    def targets(self) -> Sequence[Item]:
        item = self.current
        return (item,) if item is not None else ()

    # -- drawing

    @abstractmethod
    def head(self, width: int) -> list[Spans]:
        """Where one is."""

    @abstractmethod
    def text(self, item: Item, code: Excerpt | None, width: int, height: int) -> Content:
        """The item."""

    def proof(self, item: Item, code: Excerpt | None, width: int) -> Content | None:
        """The right pane; None for none."""
        return None

    @abstractmethod
    def verdicts(self, item: Item, width: int) -> list[Spans]:
        """The line of keys."""

    @abstractmethod
    def rest(self, width: int) -> Content:
        """What stands there when no item is left."""

    def draw_head(self) -> None:
        """The head alone: a clock may call it."""
        if not self.is_drawn:
            return
        pane = self.query_one("#one-head", Static)
        pane.update(content(self.head(max(30, (pane.content_region.width or self.scope.size.width - 4)))))

    def draw(self) -> None:
        """Everything; the code follows from a thread."""
        if not self.is_drawn:
            return
        self.draw_head()
        item = self.current
        verdict, right = self.query_one("#one-verdict", Static), self.query_one("#one-right")
        verdict.display = item is not None
        if item is None:
            right.display = False
            self.query_one("#one-text", Static).update(self.rest(self._width("#one-left")))
            return
        verdict.update(content(self.verdicts(item, max(30, verdict.content_region.width or self.scope.size.width - 4))))
        if self._drawn_code[0] != item.id:
            self._drawn_code = (item.id, None)
            self._read_code(item)
        self._put(item)

    def _width(self, name: str) -> int:
        pane = self.query_one(name)
        return max(24, pane.scrollable_content_region.width or self.scope.size.width - 10)

    def _put(self, item: Item) -> None:
        if not self.is_drawn:
            return
        code = self._drawn_code[1]
        right = self.query_one("#one-right")
        proof = self.proof(item, code, self._width("#one-right"))
        if right.display != (proof is not None):
            right.display = proof is not None
            self.call_after_refresh(self.draw)  # with the widths that the panes have then
            return
        if proof is not None:
            self.query_one("#one-proof", Static).update(proof)
        left = self.query_one("#one-left")
        height = left.content_region.height or self.scope.size.height - 8
        self.query_one("#one-text", Static).update(self.text(item, code, self._width("#one-left"), height))

    @work(group="item", exclusive=True, exit_on_error=False)
    async def _read_code(self, item: Item) -> None:
        book = self.book
        if book is None:
            return
        code = await asyncio.to_thread(self.scope.session.excerpt, book, item)
        if self._drawn_code[0] == item.id:
            self._drawn_code = (item.id, code)
            self.call_after_refresh(self._put, item)  # once panes that came or went have their width

    # -- moving

    def go(self, at: int) -> None:
        """To one of the items, or past the last."""
        self.at = max(0, min(len(self.ids), at))
        for name in ("#one-left", "#one-right"):
            self.query_one(name, VerticalScroll).scroll_to(0, 0, animate=False)
        self.draw()

    def action_step(self, step: int) -> None:
        """The neighbour."""
        self.go(self.at + step)

    def action_scroll(self, lines: int) -> None:
        """Evidence that is longer than the screen."""
        for name in ("#one-left", "#one-right"):
            self.query_one(name, VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Back; every verdict is on disk already."""
        self.scope.pop_screen()

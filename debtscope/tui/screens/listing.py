"""A screen of two panes: a line list at the left, a page on the line under the cursor at the right (or below)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from debtscope.model.frozen import frozen
from debtscope.tui.place import Hint, Place
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.tui.ink import Ink

Cell = tuple[str, str]


@frozen
class Line:
    """One line of a plain table: a text and style a column; a rule has one text across."""

    cells: tuple[Cell, ...]
    is_rule: bool = False
    key: str = ""


@frozen
class Layout:
    """A column: its title, width in cells (0 takes what is left) and the window's width from which it is shown."""

    title: str
    width: int
    right: bool = False
    least: int = 0
    tail: bool = False
    spare: bool = False
    """Whether it is left out where no line has anything in it, so that the others may have its room."""


@dataclass(slots=True)
class Table:
    """A line source of plain tables."""

    ink: Ink
    layout: Sequence[Layout] = ()
    lines: list[Line] = field(default_factory=list[Line])
    _uncut: list[tuple[int, Layout, int]] = field(default_factory=list[tuple[int, Layout, int]])
    """The columns of a list that is scrolled sideways."""

    _bare: frozenset[int] | None = None
    """The spare columns in which no line has anything, once they were looked for."""

    def fit(self) -> None:
        self._uncut = []

    def stays(self, index: int) -> bool:
        return self.lines[index].is_rule

    def spread(self, width: int, lines: range) -> tuple[int, int] | None:
        seen = [self.lines[n].cells for n in lines if not self.lines[n].is_rule]
        longest = [
            max([c.width, len(c.title), *(cell_len(self.ink.text(cells[n][0])) for cells in seen)])
            for n, c in enumerate(self.layout)
        ]
        fitted = self._shown(width)
        if len(fitted) == len(self.layout) and all(room >= longest[n] for n, _, room in fitted):
            return None
        self._uncut = [(n, column, longest[n]) for n, column in enumerate(self.layout)]
        return 2, 2 + sum(longest) + len(longest)

    def count(self) -> int:
        return len(self.lines)

    def can_stop(self, index: int) -> bool:
        return not self.lines[index].is_rule

    def _shown(self, width: int) -> list[tuple[int, Layout, int]]:
        if self._uncut:
            return self._uncut
        if self._bare is None:
            self._bare = frozenset(n for n, c in enumerate(self.layout) if c.spare and self._is_bare(n))
        kept = [(n, c) for n, c in enumerate(self.layout) if width >= c.least and n not in self._bare]
        rest = max(8, width - 2 - sum(c.width + 1 for _, c in kept if c.width) - sum(1 for _, c in kept if not c.width))
        loose = sum(1 for _, c in kept if not c.width) or 1
        return [(n, c, c.width or max(4, rest // loose)) for n, c in kept]

    def _is_bare(self, column: int) -> bool:
        return all(line.is_rule or line.cells[column][0] in {"", self.ink.dash} for line in self.lines)

    def heading(self, width: int) -> Sequence[Cell] | None:
        cells: list[Cell] = [("  ", "head")]
        for _, column, cell_width in self._shown(width):
            text = column.title.rjust(cell_width) if column.right else column.title.ljust(cell_width)
            cells.append((text[:cell_width] + " ", "head"))
        return cells

    def line(self, index: int, width: int, current: bool) -> Sequence[Cell]:
        line = self.lines[index]
        if line.is_rule:
            text, style = line.cells[0]
            shown = self.ink.text(text)
            return [(self.ink.fit(f"  {shown} " + self.ink.line * max(0, width - len(shown) - 4), width), style)]
        cells: list[Cell] = [(self.ink.cursor if current else " ", "accent"), (" ", "")]
        for number, column, cell_width in self._shown(width):
            text, style = line.cells[number]
            fit = self.ink.right if column.right else self.ink.tail if column.tail else self.ink.fit
            cells += [(fit(text, cell_width), style), (" ", "")]
        return cells


class Listing(Place):
    """Subclasses make the lines and the page of a line."""

    CSS_PATH = "listing.tcss"
    LAYOUT: ClassVar[Sequence[Layout]] = ()
    SPLIT: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", show=False),
        Binding("h,left", "sideways(-1)", "scroll back", show=False),
        Binding("l,right", "sideways(1)", "scroll sideways", show=False),
    ]

    def body(self) -> ComposeResult:
        yield Static("", id="listing-head", markup=False)
        with Horizontal(id="listing-middle"):
            yield LineList(Table(self.ink, self.LAYOUT), id="listing")
            with VerticalScroll(id="listing-side"):
                yield Static("", id="listing-page", markup=False)

    def hints(self) -> Sequence[Hint]:
        return (("escape", "esc", "ledger"), ("question_mark", "?", "more"))

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#listing-side").can_focus = False
        self.list.focus()
        self.on_resize()
        self.reload()

    def on_resize(self) -> None:
        """The page stands at the right, or below in a narrow window."""
        if not self.is_drawn:
            return
        self.set_class(self.scope.size.width < 100, "narrow")
        self.query_one("#listing-side").display = self.splits()
        self.call_after_refresh(self._draw_page)

    def splits(self) -> bool:
        """Whether the page has room beside or below the list."""
        return self.SPLIT

    @property
    def list(self) -> LineList:
        """The list."""
        return self.query_one("#listing", LineList)

    def head(self, content: Content) -> None:
        """The lines above the list."""
        pane = self.query_one("#listing-head", Static)
        pane.display = bool(content.plain)
        pane.update(content)

    def put(self, lines: list[Line], *, keep: bool = True) -> None:
        """Another set of lines; the cursor stays on the line of the same key."""
        here = self.current_key if keep else ""
        at = next((n for n, line in enumerate(lines) if here and line.key == here), 0)
        self.list.show(Table(self.ink, self.LAYOUT, lines), at, keep_scroll=bool(at))

    @property
    def current_key(self) -> str:
        """The key of the line under the cursor."""
        source = self.list.source
        if isinstance(source, Table) and 0 <= self.list.cursor < len(source.lines):
            return source.lines[self.list.cursor].key
        return ""

    @abstractmethod
    def reload(self) -> object:
        """Makes the lines from the book."""

    @abstractmethod
    def page(self, key: str, width: int) -> Content:
        """The page on a line."""

    def book_changed(self) -> None:
        super().book_changed()
        if self.is_drawn:
            self.reload()

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._draw_page()

    def _draw_page(self) -> None:
        if not self.is_drawn or not self.splits():
            return
        pane = self.query_one("#listing-page", Static)
        width = pane.content_region.width or 40
        key = self.current_key
        pane.update(self.page(key, width) if key else "")
        self.query_one("#listing-side").scroll_to(0, 0, animate=False)

    def action_sideways(self, step: int) -> None:
        """What is cut in the list."""
        if not self.list.scroll_sideways(step) and step > 0:
            self.say("nothing more at the right")

    def action_close(self) -> None:
        """The ledger."""
        self.scope.pop_screen()

"""The filter line: the query language as it is typed, a wrong term underlined, the count and the parsed terms at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from debtscope.tui.widgets.dropdown import Dropdown
from debtscope.tui.widgets.field import Field

Chip = tuple[str, str]
"""(as it is shown, the term as it was typed)"""
LEAST_FIELD = 34
"""Cells that the line to type into keeps beside count and chips."""


class _Wrong(Highlighter):
    """Underlines the term that the parser points at."""

    def __init__(self) -> None:
        super().__init__()
        self.span: tuple[int, int] | None = None

    def highlight(self, text: Text) -> None:
        if self.span is not None:
            text.stylize("underline red", *self.span)


class RightEnd(Static):
    """The count, and a chip for every term; a click on a chip drops its term."""

    class Dropped(Message):
        """A chip was clicked; carries its term."""

        def __init__(self, term: str) -> None:
            super().__init__()
            self.term = term

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__("", id=id, markup=False)
        self._spots: list[tuple[int, int, str]] = []

    def show(self, count: Content, chips: Sequence[Chip], room: int) -> None:
        """As many chips as fit into `room` cells beside the count."""
        at = count.cell_length
        parts: list[Content | tuple[str, str]] = [count]
        self._spots = []
        for shown, term in chips:
            if at + cell_len(shown) + 4 > room:
                break
            parts += [("  ", ""), (f"[{shown}]", "$accent on $panel")]
            self._spots.append((at + 2, at + 4 + cell_len(shown), term))
            at += cell_len(shown) + 4
        self.update(Content.assemble(*parts))

    def on_click(self, event: events.Click) -> None:
        """One cell of padding stands before the text."""
        for start, end, term in self._spots:
            if start <= event.x - 1 < end:
                event.stop()
                self.post_message(self.Dropped(term))
                return


class FilterBar(Widget):
    """Posts what was typed; knows no item and no term."""

    DEFAULT_CSS = """
    FilterBar { height: 1; layout: horizontal; background: $background; }
    FilterBar #filter-sign { width: 3; color: $accent; text-style: bold; }
    FilterBar Input {
        width: 1fr; height: 1; border: none; padding: 0; background: $background;
        &:focus { background: $panel; }
    }
    FilterBar #filter-count { width: auto; max-width: 70%; min-width: 0; padding: 0 1; color: $quiet; }
    """

    class Typed(Message):
        """The text changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """Enter: back to the list."""

    class Accepted(Message):
        """A line of the dropdown was taken."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Wanted(Message):
        """Tab, where nothing is offered: what can be typed?"""

    def __init__(self, dropdown: Dropdown, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._wrong = _Wrong()
        self.dropdown = dropdown

    def compose(self) -> ComposeResult:
        yield Static(" / ", id="filter-sign", markup=False)
        yield Field(
            id="filter-input", placeholder="filter: any words, or category:data severity:>=high owner:none interest:>4",
            highlighter=self._wrong, select_on_focus=False, compact=True,
        )  # fmt: skip
        yield RightEnd(id="filter-count")

    @property
    def field(self) -> Input:
        """The line itself."""
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.field.value

    @property
    def cursor(self) -> int:
        """Where the next letter goes."""
        return self.field.cursor_position

    def jump_spots(self) -> list[tuple[int, int, Callable[[], object]]]:
        """The line to type into."""
        return [(1, 0, self.edit)]

    def put(self, text: str, cursor: int | None = None) -> None:
        """Writes into the line, as if typed."""
        field = self.field
        field.value = text
        field.cursor_position = len(text) if cursor is None else cursor

    def edit(self) -> None:
        """Takes the keyboard."""
        self.field.focus()

    @property
    def room_beside(self) -> int:
        """Cells that a sentence at the right may take without covering what was typed."""
        width = self.size.width
        return max(30, min(width * 7 // 10 - 2, width - 6 - cell_len(self.text)))

    def wrong(self, span: tuple[int, int] | None) -> None:
        """Underlines from-to, or nothing."""
        if span != self._wrong.span:
            self._wrong.span = span
            self.field.refresh()

    def count(self, content: Content, chips: Sequence[Chip] = ()) -> None:
        """What stands at the right end; harmless text only."""
        self.query_one(RightEnd).show(content, chips, self.size.width - LEAST_FIELD)

    def on_key(self, event: events.Key) -> None:
        """The keys of the dropdown, and down to the list where there is none."""
        handled = self._dropdown_key(event.key) if self.dropdown.is_open else self._plain_key(event.key)
        if handled:
            event.stop()
            event.prevent_default()

    def _dropdown_key(self, key: str) -> bool:
        match key:
            case "down" | "up":
                self.dropdown.move(1 if key == "down" else -1)
            case "tab":
                self.post_message(self.Accepted(self.dropdown.chosen))
            case "enter" if self.dropdown.was_moved:
                self.post_message(self.Accepted(self.dropdown.chosen))
            case "escape":
                self.dropdown.close()
            case _:
                return False
        return True

    def _plain_key(self, key: str) -> bool:
        match key:
            case "tab":
                self.post_message(self.Wanted())
            case "down":
                self.post_message(self.Left())
            case _:
                return False
        return True

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left())

    def on_descendant_blur(self) -> None:
        """Nothing is offered to somebody who is elsewhere."""
        self.dropdown.close()

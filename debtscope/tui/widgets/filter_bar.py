"""The filter line: the query language as it is typed, a wrong term underlined, the count at the right."""

from __future__ import annotations

from rich.highlighter import Highlighter
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from debtscope.tui.widgets.field import Field


class _Wrong(Highlighter):
    """Underlines the term that the parser points at."""

    def __init__(self) -> None:
        super().__init__()
        self.span: tuple[int, int] | None = None

    def highlight(self, text: Text) -> None:
        if self.span is not None:
            text.stylize("underline red", *self.span)


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

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._wrong = _Wrong()

    def compose(self) -> ComposeResult:
        yield Static(" / ", id="filter-sign", markup=False)
        yield Field(
            id="filter-input", placeholder="filter: any words, or category:data severity:>=high owner:none interest:>4",
            highlighter=self._wrong, select_on_focus=False, compact=True,
        )  # fmt: skip
        yield Static("", id="filter-count", markup=False)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.query_one(Input).value

    def put(self, text: str) -> None:
        """Writes into the line, as if typed."""
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)

    def edit(self) -> None:
        """Takes the keyboard."""
        self.query_one(Input).focus()

    def wrong(self, span: tuple[int, int] | None) -> None:
        """Underlines from-to, or nothing."""
        if span != self._wrong.span:
            self._wrong.span = span
            self.query_one(Input).refresh()

    def count(self, content: Content) -> None:
        """What stands at the right end; harmless text only."""
        self.query_one("#filter-count", Static).update(content)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left())

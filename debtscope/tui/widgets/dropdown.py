"""What can be typed next, below the filter line. Knows words and notes, nothing of queries."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

WIDTH = 58
NOTE = 26


class Dropdown(Widget):
    """A few lines over the list, one of them chosen."""

    DEFAULT_CSS = """
    Dropdown {
        layer: over; position: absolute; width: 58; height: 1; display: none;
        background: $panel; color: $foreground;
    }
    """

    class Picked(Message):
        """A line was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__(id="dropdown")
        self._lines: Sequence[tuple[str, str]] = ()
        self.chosen = 0
        self.was_moved = False

    @property
    def is_open(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self._lines)

    def open(self, lines: Sequence[tuple[str, str]], column: int) -> None:
        """(word, note) a line; harmless text only, in cells that fit."""
        self._lines, self.chosen, self.was_moved = lines, 0, False
        self.display = bool(lines)
        if lines:
            self.styles.height = len(lines)
            self.styles.offset = (max(0, min(column, self.screen.size.width - WIDTH)), 2)
        self.refresh()

    def close(self) -> None:
        """Nothing to choose."""
        if self._lines:
            self.open((), 0)

    def move(self, by: int) -> None:
        """The line above or below, round the ends."""
        self.chosen = (self.chosen + by) % max(1, len(self._lines))
        self.was_moved = True
        self.refresh()

    def render(self) -> Content:
        """Word at the left, note at the right."""
        made: list[Content] = []
        for number, (word, note) in enumerate(self._lines):
            style = "bold $foreground on $cursor-row" if number == self.chosen else ""
            quiet = f"$quiet{' on $cursor-row' if number == self.chosen else ''}"
            made.append(Content.assemble((f" {word} ", style), (f"{note} ", quiet)))
        return Content("\n").join(made)

    def on_click(self, event: events.Click) -> None:
        """A click is as good as tab."""
        if 0 <= event.y < len(self._lines):
            event.stop()
            self.post_message(self.Picked(event.y))

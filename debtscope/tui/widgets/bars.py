"""The lines above and below every screen: where one is, what it comes to, what happened, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

Spans = Sequence[tuple[str, str]]
MOST_HINTS, NARROW, HINTS_OF_NARROW = 8, 100, 4
"""A foot that lists every key is not read: `?` has the rest. Below so many columns it lists half as many."""


def _length(spans: Spans) -> int:
    return sum(cell_len(text) for text, _ in spans)


class TopBar(Widget):
    """One line: the left part gives way where the right needs the room."""

    DEFAULT_CSS = "TopBar { height: 1; background: $panel; color: $foreground; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._left: list[Spans] = []
        self._right: list[Spans] = []

    def show(self, left: list[Spans], right: list[Spans]) -> None:
        """Each side in versions from the fullest to the shortest; harmless text only."""
        self._left, self._right = left, right
        self.refresh()

    def render(self) -> Content:
        """The fullest versions that fit."""
        width = self.size.width
        rights: list[Spans] = [*self._right, ()]
        pairs = [(n, m) for n in range(len(self._left)) for m in range(len(rights))]
        for n, m in sorted(pairs, key=lambda pair: (max(pair), sum(pair))):
            left, right = self._left[n], rights[m]
            gap = width - _length(left) - _length(right)
            if gap >= 1:
                return Content.assemble(*left, " " * gap, *right)
        return Content.assemble(*(self._left[-1] if self._left else ())).truncate(width)


class HintBar(Widget):
    """One line: what the last action did at the left, the keys that matter here at the right. Hints can be clicked."""

    DEFAULT_CSS = "HintBar { height: 1; background: $panel; color: $foreground; }"

    class Clicked(Message):
        """A hint was clicked; carries its key."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._hints: Sequence[tuple[str, str, str]] = ()
        self._said: tuple[str, str] = ("", "")
        self._spots: list[tuple[int, int, str]] = []

    def hints(self, hints: Sequence[tuple[str, str, str]]) -> None:
        """(key, as it is shown, what it does), the most wanted first; the last one always stays."""
        self._hints = hints
        self.refresh()

    def say(self, text: str, style: str = "") -> None:
        """What happened; harmless text only."""
        if (text, style) != self._said:
            self._said = (text, style)
            self.refresh()

    @property
    def said(self) -> str:
        """The sentence that stands there."""
        return self._said[0]

    def render(self) -> Content:
        """Message and as many hints as fit beside it."""
        width = self.size.width
        said, style = self._said
        left = Content.styled(f" {said}" if said else "", style or "").truncate(max(0, width - 10), ellipsis=True)
        room = width - left.cell_length - 2
        chosen = self._that_fit(room)
        total = sum(cell_len(f"{shown} {word}") + 2 for _, shown, word in chosen)
        at = max(left.cell_length, width - total)
        parts: list[Content | tuple[str, str]] = [left, (" " * (at - left.cell_length), "")]
        self._spots = []
        for key, shown, word in chosen:
            end = at + cell_len(shown) + 1 + cell_len(word) + 2
            self._spots.append((at, end, key))
            parts += [(shown, "bold $footer-key-foreground"), (f" {word}  ", "$quiet")]
            at = end
        return Content.assemble(*parts)

    def jump_spots(self) -> list[tuple[int, int, Callable[[], object]]]:
        """Every hint."""
        return [(start, 0, partial(self.post_message, self.Clicked(key))) for start, _, key in self._spots]

    def _that_fit(self, room: int) -> list[tuple[str, str, str]]:
        if not self._hints:
            return []
        *most, last = self._hints
        many = HINTS_OF_NARROW if self.size.width < NARROW else MOST_HINTS
        room -= cell_len(f"{last[1]} {last[2]}") + 2
        chosen: list[tuple[str, str, str]] = []
        for hint in most[: many - 1]:
            room -= cell_len(f"{hint[1]} {hint[2]}") + 2
            if room < 0:
                break
            chosen.append(hint)
        return [*chosen, last]

    def on_click(self, event: events.Click) -> None:
        """A click is as good as the key."""
        for start, end, key in self._spots:
            if start <= event.x < end:
                self.post_message(self.Clicked(key))
                return

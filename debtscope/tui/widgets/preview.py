"""The pane beside the list: draws only the cells in which one item differs from the one before, for ssh's sake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region
from textual.visual import Visual
from textual.widget import Widget

if TYPE_CHECKING:
    from rich.style import Style
    from textual.strip import Strip

EMPTY = Content("")


class Preview(Widget):
    """Content of a page that is made for this width."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._content = EMPTY

    def render(self) -> Content:
        """What was shown last."""
        return self._content

    def show(self, content: Content) -> None:
        """Another page in place of the one that stands there."""
        width, height = self.content_region.size
        before, self._content = self._content, content
        if not width or not height:
            return
        old, new = self._strips(before, width, height), self._strips(content, width, height)
        if regions := list(differences(old, new, width)):
            self.refresh(*regions)

    def _strips(self, content: Content, width: int, height: int) -> list[Strip]:
        return Visual.to_strips(self, content, width, height, self.visual_style, pad=True)


def differences(old: Sequence[Strip], new: Sequence[Strip], width: int) -> Iterator[Region]:
    """Of every line the stretch from the first cell that differs to the last."""
    for y, (was, now) in enumerate(zip_longest(old, new)):
        before, after = _cells(was), _cells(now)
        if before is None or after is None or len(before) != len(after):
            yield Region(0, y, width, 1)
            continue
        changed = [x for x, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        if changed:
            yield Region(changed[0], y, changed[-1] - changed[0] + 1, 1)


def _cells(strip: Strip | None) -> list[tuple[str, Style | None]] | None:
    """A character a cell; None where some take more or less than one."""
    if strip is None:
        return None
    cells = [(character, segment.style) for segment in strip for character in segment.text]
    return cells if len(cells) == strip.cell_length else None

"""A letter on everything that can be gone to; the letter goes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast, runtime_checkable

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
Spot = tuple[int, int, Callable[[], object]]
"""Column and line inside the widget, and what going there does."""


@runtime_checkable
class Jumpable(Protocol):
    """A widget with places to go to."""

    def jump_spots(self) -> list[Spot]:
        """Those that are in sight."""
        ...


def spots_of(screen: Screen[Any]) -> list[Spot]:
    """Of all widgets in sight, in the coordinates of the screen: the few first, then the lines of lists."""
    found: list[list[Spot]] = []
    for widget in screen.query(Widget):
        region = widget.region
        if isinstance(widget, Jumpable) and widget.display and region.area:
            spots = cast("Jumpable", widget).jump_spots()
            found.append([(region.x + x, region.y + y, go) for x, y, go in spots])
    found.sort(key=len)
    return [spot for spots in found for spot in spots][: len(LETTERS)]


class JumpScreen(ModalScreen[None]):
    """Any key that is no letter on the screen leaves."""

    DEFAULT_CSS = """
    JumpScreen { background: $background 0%; }
    JumpScreen Static { position: absolute; width: 1; height: 1; background: $warning; color: $background; text-style: bold; }
    """

    def __init__(self, spots: list[Spot]) -> None:
        super().__init__()
        self._spots = dict(zip(LETTERS, spots, strict=False))
        self._size_before: Size | None = None

    def compose(self) -> ComposeResult:
        for letter, (x, y, _) in self._spots.items():
            label = Static(letter, markup=False)
            label.styles.offset = (x, y)
            yield label

    def on_resize(self) -> None:
        """What the letters stood on is elsewhere now."""
        if self._size_before not in {None, self.size}:
            self.dismiss()
        self._size_before = self.size

    def on_key(self, event: events.Key) -> None:
        """Goes there once this is gone."""
        event.stop()
        event.prevent_default()
        spot = self._spots.get(event.character or "")
        self.dismiss()
        if spot is not None:
            cast("App[Any]", self.app).call_after_refresh(spot[2])  # pyright: ignore[reportUnknownMemberType] - App[Unknown]

"""The pane beside the list, and the page that stands in its place."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from debtscope.tui.keys import Remappable

EMPTY = Content("")
WHEEL = 3
"""Lines of one notch."""


class Leaf(Remappable, Widget, can_focus=True):
    """Content of a page that is made for this width; never measured, so that no other item lays the screen out anew.

    What is longer than the pane can be scrolled: by the wheel, or by the keys of a list once tab has given it the keyboard.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_page(1)", "scroll down", show=False),
        Binding("up,k", "scroll_page(-1)", "scroll up", show=False),
        Binding("pagedown,ctrl+d", "scroll_page(12)", "a dozen lines down", show=False),
        Binding("pageup,ctrl+u", "scroll_page(-12)", "a dozen lines up", show=False),
        Binding("home,g", "scroll_page(-10000)", "its first line", show=False),
        Binding("end,G", "scroll_page(10000)", "its last line", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._content = EMPTY
        self._top = 0

    def render(self) -> Content:
        """What was shown last, from the line on that it was scrolled to."""
        if not self._top:
            return self._content
        return Content("\n").join(self._content.split("\n", allow_blank=True)[self._top :])

    def show(self, content: Content) -> None:
        """Another page in place of the one that stands there."""
        if content.plain != self._content.plain:
            self._top = 0
        self._content = content
        self.refresh()

    def action_scroll_page(self, lines: int) -> None:
        """As far as there is more."""
        more = self._content.plain.count("\n") + 1 - self.content_region.height
        self._top = max(0, min(more, self._top + lines))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel needs no keyboard."""
        event.stop()
        self.action_scroll_page(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Back."""
        event.stop()
        self.action_scroll_page(-WHEEL)


class Preview(Leaf):
    """What is under the cursor of the list."""


class Standing(Leaf):
    """What stands where there is no list: the first run, an empty ledger, a damaged one."""

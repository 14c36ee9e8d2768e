"""The pane beside the list."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

EMPTY = Content("")


class Preview(Widget):
    """Content of a page that is made for this width; never measured, so that no other item lays the screen out anew."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._content = EMPTY

    def render(self) -> Content:
        """What was shown last."""
        return self._content

    def show(self, content: Content) -> None:
        """Another page in place of the one that stands there."""
        self._content = content
        self.refresh()

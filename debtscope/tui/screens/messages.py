"""What the application said, newest first, with the trace where something failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.tui.page import QUIET, Page
from debtscope.tui.screens.listing import Layout, Line, Listing

if TYPE_CHECKING:
    from debtscope.tui.place import Hint

LEVEL_STYLES = {"note": "", "warning": "warn", "error": "bad"}


class MessagesScreen(Listing):
    """y copies the one under the cursor."""

    NAME = "Messages"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="at", width=8),
        Layout(title="kind", width=7),
        Layout(title="what", width=0),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "copy the message", show=False)]

    def hints(self) -> Sequence[Hint]:
        return (("y", "y", "copy"), ("escape", "esc", "ledger"), ("question_mark", "?", "more"))

    def reload(self) -> None:
        lines = [
            Line(key=str(number), cells=((said.at, "quiet"), (said.level, LEVEL_STYLES[said.level]), (said.text, "")))
            for number, said in reversed(list(enumerate(self.scope.messages)))
        ]
        self.head(Content.styled("" if lines else "nothing was said yet", QUIET))
        self.put(lines)

    def page(self, key: str, width: int) -> Content:
        said, page = self.scope.messages[int(key)], Page(self.ink, width)
        page.text(said.text)
        page.blank()
        for line in said.detail.splitlines():
            page.text(line, QUIET)
        return page.done()

    def action_copy(self) -> None:
        """Message and trace."""
        if self.current_key:
            said = self.scope.messages[int(self.current_key)]
            self.scope.copy_to_clipboard(f"{said.text}\n{said.detail}".strip())
            self.say("copied")

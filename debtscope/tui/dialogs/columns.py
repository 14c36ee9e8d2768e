"""Which columns the ledger shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from debtscope.tui.columns import CHOICES
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.tui.ink import Ink

TOLD = {
    "sev": "severity", "id": "id", "what": "title", "where": "place", "category": "category", "rule": "rule",
    "component": "component", "confidence": "confidence", "age": "since when", "author": "who brought it in",
    "fix": "hours to fix", "cost": "hours a month", "pays": "pays in", "owner": "owner", "due": "due date", "status": "status",
}  # fmt: skip
Cells = Sequence[tuple[str, str]]


class ColumnsDialog(ModalScreen[tuple[str, ...] | None]):
    """Space takes or leaves, J and K move, enter keeps, 0 goes back to what fits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "leave it", show=False),
        Binding("space", "take", "show or hide", show=False),
        Binding("J,shift+down", "shift(1)", "further right", show=False),
        Binding("K,shift+up", "shift(-1)", "further left", show=False),
        Binding("0", "fit", "the columns that fit", show=False),
    ]

    DEFAULT_CSS = """
    ColumnsDialog { align: center middle; background: $background 60%; }
    ColumnsDialog Vertical { width: 64; height: 20; max-height: 96%; background: $panel; padding: 0 1; }
    ColumnsDialog Static { height: 1; width: 1fr; }
    ColumnsDialog LineList { height: 1fr; background: $panel; }
    """

    def __init__(self, ink: Ink, shown: Sequence[str]) -> None:
        super().__init__()
        self._ink = ink
        self._names = [*shown, *(name for name in CHOICES if name not in shown)]
        self._shown = set(shown)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content.styled("columns", "bold $accent"), markup=False)
            yield LineList(self, id="columns")
            keys = (("space", "show"), ("J K", "move"), ("enter", "keep"), ("0", "what fits"), ("esc", "leave it"))
            parts = [part for key, word in keys for part in ((key, "bold $footer-key-foreground"), (f" {word}  ", ""))]
            yield Static(Content.assemble(*parts), markup=False)

    def on_mount(self) -> None:
        self._list.show(self)
        self._list.focus()

    @property
    def _list(self) -> LineList:
        return self.query_one(LineList)

    # -- a line source

    def count(self) -> int:
        """Columns there are."""
        return len(self._names)

    def can_stop(self, index: int) -> bool:
        """On every one."""
        return True

    def heading(self, width: int) -> Cells | None:
        """None."""
        return None

    def stays(self, index: int) -> bool:
        """All do."""
        return True

    def spread(self, width: int, lines: range) -> None:
        """Nothing is ever cut."""

    def fit(self) -> None:
        """As it is."""

    def line(self, index: int, width: int, current: bool) -> Cells:
        """One column: whether it is shown, and what it tells."""
        name = self._names[index]
        mark = self._ink.mark if name in self._shown else " "
        bar = self._ink.cursor if current else " "
        return [(f"{bar} ", "accent"), (f"{mark} ", "accent strong"), (f"{TOLD[name]:<20}", ""), (name, "quiet")]

    # -- keys

    def action_take(self) -> None:
        """Shown or not; one stays."""
        self._shown ^= {self._names[self._list.cursor]}
        self._shown = self._shown or {"what"}
        self._list.go(self._list.cursor + 1)
        self._list.refresh()

    def action_shift(self, by: int) -> None:
        """The column goes with the cursor."""
        here = self._list.cursor
        there = here + by
        if 0 <= there < len(self._names):
            self._names[here], self._names[there] = self._names[there], self._names[here]
            self._list.go(there)
            self._list.refresh()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter keeps; a click on the line under the cursor does what space does."""
        event.stop()
        self.dismiss(tuple(name for name in self._names if name in self._shown))

    def action_fit(self) -> None:
        """Nothing is chosen: the window decides."""
        self.dismiss(())

    def action_leave(self) -> None:
        """As it was."""
        self.dismiss(None)

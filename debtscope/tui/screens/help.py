"""The keys of the screen that it was asked on, made from its bindings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Static

from debtscope.query import FIELDS
from debtscope.tui.commands import own_actions, shown_key

ORDER = ("on this screen", "in the list", "everywhere")


class HelpScreen(ModalScreen[None]):
    """Any of esc, q, ? closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "close", "close", show=False),
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
        Binding("pagedown,space", "scroll(12)", "a page down", show=False),
        Binding("pageup", "scroll(-12)", "a page up", show=False),
    ]

    def __init__(self, bindings: Mapping[str, ActiveBinding], place: str) -> None:
        super().__init__()
        self._content = keys_page(bindings, place)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help-box"):
            yield Static(self._content, markup=False)

    def on_mount(self) -> None:
        self.query_one("#help-box").can_focus = False

    def action_scroll(self, lines: int) -> None:
        """The page is longer than a small window."""
        self.query_one("#help-box", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Back to where it was asked."""
        self.dismiss(None)


def keys_page(bindings: Mapping[str, ActiveBinding], place: str) -> Content:
    """Keys by where they work: in the list, on this screen, everywhere."""
    sections: dict[str, dict[str, list[str]]] = {}
    for key, active in bindings.items():
        if active.binding.action in own_actions(active.node):
            rows = sections.setdefault(_section(active.node, place), {})
            rows.setdefault(active.binding.description, []).append(shown_key(key))
    parts: list[tuple[str, str]] = []
    for title, rows in sorted(sections.items(), key=lambda pair: ORDER.index(pair[0].partition(":")[0])):
        parts.append((f"{title}\n", "bold $accent"))
        for words, keys in rows.items():
            parts += [(f"  {' '.join(keys):<22} ", "bold $footer-key-foreground"), (f"{words}\n", "")]
        parts.append(("\n", ""))
    if place == "Ledger":
        parts += _language()
    return Content.assemble(*parts)


def _section(node: DOMNode, place: str) -> str:
    from textual.app import App
    from textual.screen import Screen

    if isinstance(node, App):
        return "everywhere"
    return f"on this screen: {place}" if isinstance(node, Screen) else "in the list"


def _language() -> list[tuple[str, str]]:
    parts = [("filter: terms that must all hold; - before a term turns it round\n", "bold $accent")]
    for field in FIELDS.values():
        parts += [(f"  {field.name + ':':<22} ", "bold $footer-key-foreground"), (f"{field.help}\n", "")]
    return [
        *parts,
        ("  sort:                  ", "bold $footer-key-foreground"),
        ("any field; sort:-interest, costly first", ""),
    ]

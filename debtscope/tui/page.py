"""A page of styled text, put together line by line from harmless strings. Styles are names of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from debtscope.model.regex import regex

if TYPE_CHECKING:
    from debtscope.tui.ink import Ink

QUIET = "$quiet"
STRONG = "bold"
ACCENT = "$accent"
HEADING = "bold $accent"
SEVERITY_STYLES = {
    "critical": "bold $severity-critical", "high": "$severity-high", "medium": "$severity-medium", "low": "$severity-low",
}  # fmt: skip

_ENTRY = regex(r"(?:[-*]|\d{1,2}[.)])\s+")

Parts = tuple[str, str] | str


class Page:
    """Lines for a pane of a given width. Everything that is added goes through the ink."""

    def __init__(self, ink: Ink, width: int) -> None:
        self.ink = ink
        self.width = max(20, width)
        self._lines: list[Content] = []

    def line(self, *parts: Parts) -> None:
        """One line, cut by the pane where it is too long."""
        made = [(p, "") if isinstance(p, str) else p for p in parts]
        self._lines.append(Content.assemble(*((self.ink.text(text), style) for text, style in made)))

    def blank(self) -> None:
        """An empty line, never two in a row."""
        if self._lines and self._lines[-1].plain:
            self._lines.append(Content(""))

    def heading(self, text: str, note: str = "") -> None:
        """A quiet headline."""
        self.blank()
        self.line((text, HEADING), (f"  {note}" if note else "", QUIET))

    def text(self, data: str, style: str = "", indent: int = 0, limit: int = 0) -> None:
        """A paragraph, wrapped at words; `limit` > 0 keeps so many lines."""
        lines = self.wrapped(data, self.width - indent)
        if 0 < limit < len(lines):
            lines = lines[:limit]
            lines[-1] = self.ink.fit(lines[-1] + self.ink.ellipsis, self.width - indent).rstrip()
        for line in lines:
            self._lines.append(Content.assemble(" " * indent, (line, style)))

    def prose(self, data: str, style: str = "") -> None:
        """A docstring's section: paragraphs are wrapped, list entries hang, indented code keeps its lines."""
        paragraph: list[str] = []
        hang = 0
        for raw in [*data.splitlines(), ""]:
            stripped = raw.strip()
            entry = _ENTRY.match(stripped)
            is_code = raw.startswith("    ") and not entry and not hang
            if paragraph and (not stripped or entry or is_code):
                self._hanging(" ".join(paragraph), style, hang)
                paragraph, hang = [], 0
            if not stripped:
                self.blank()
            elif is_code:
                self.line((raw.replace("\t", "    "), QUIET))
            else:
                hang = len(entry[0]) if entry else hang
                paragraph.append(stripped)

    def _hanging(self, data: str, style: str, hang: int) -> None:
        first, *rest = self.wrapped(data[hang:], self.width - hang)
        self._lines.append(Content.assemble(self.ink.text(data[:hang]), (first, style)))
        for line in rest:
            self._lines.append(Content.assemble(" " * hang, (line, style)))

    def content(self, content: Content) -> None:
        """Lines that are styled and harmless already."""
        self._lines.extend(content.split("\n", allow_blank=True))

    def wrapped(self, data: str, width: int) -> list[str]:
        """Words in lines of at most `width` cells; a word longer than a line is broken."""
        lines: list[str] = []
        line = ""
        for whole in self.ink.text(data).split(" "):
            word = whole
            while cell_len(word) > width:
                if line:
                    lines.append(line)
                    line = ""
                cut = width
                while cell_len(word[:cut]) > width:
                    cut -= 1
                lines.append(word[:cut])
                word = word[cut:]
            joined = f"{line} {word}" if line else word
            if cell_len(joined) > width:
                lines.append(line)
                line = word
            else:
                line = joined
        if line or not lines:
            lines.append(line)
        return lines

    def done(self) -> Content:
        """All lines as one content."""
        return Content("\n").join(self._lines)

    @property
    def height(self) -> int:
        """Lines so far."""
        return len(self._lines)

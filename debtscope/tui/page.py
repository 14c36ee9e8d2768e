"""A page of styled text, put together line by line from harmless strings. Styles are names of the theme."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

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
_WORD = regex(r" *[^ ]+")
_SEAM = regex(r"[/_-](?=[^/_-]*$)")
"""Where a path or a name is broken rather than in the middle of a word."""

_DATE = regex(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")

Parts = tuple[str, str] | str


def dated(content: Content) -> Content:
    """The same text, in which a click on a date opens the scan of that day."""
    for found in _DATE.finditer(content.plain):
        opens = Style.from_meta({"@click": ("screen.open_day", (found[0],))})
        content = content.stylize(opens, found.start(), found.end())
    return content


class Page:
    """Lines for a pane of a given width. Everything that is added goes through the ink."""

    def __init__(self, ink: Ink, width: int) -> None:
        self.ink = ink
        self.width = max(20, width)
        self._lines: list[Content] = []

    def line(self, *parts: Parts) -> None:
        """One line; where it is too long, its rest hangs behind the label that it begins with, or below its first word."""
        made = [(self.ink.text(p), "") if isinstance(p, str) else (self.ink.text(p[0]), p[1]) for p in parts]
        whole = Content.assemble(*made)
        if whole.cell_length <= self.width:
            self._lines.append(whole)
            return
        label = made[0][0]
        is_label = len(made) > 1 and label.endswith(" ")
        hang = cell_len(label) if is_label else len(whole.plain) - len(whole.plain.lstrip(" "))
        self._lines += _hung(whole, self.width, min(hang, self.width // 3))

    def blank(self) -> None:
        """An empty line, never two in a row."""
        if self._lines and self._lines[-1].plain:
            self._lines.append(Content(""))

    def heading(self, text: str, note: str = "") -> None:
        """A quiet headline."""
        self.blank()
        self.line((text, HEADING), (f"  {note}" if note else "", QUIET))

    def text(self, data: str, style: str = "", indent: int = 0, limit: int = 0, hang: int = 0) -> None:
        """A paragraph, wrapped at words; `limit` > 0 keeps so many lines, all but the first are `hang` further in."""
        lines = self.wrapped(data, self.width - indent, hang)
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
        for line in self.wrapped(data, self.width, hang):
            self._lines.append(Content.styled(line, style))

    def content(self, content: Content) -> None:
        """Lines that are styled and harmless already."""
        self._lines.extend(content.split("\n", allow_blank=True))

    def wrapped(self, data: str, width: int, hang: int = 0) -> list[str]:
        """Words in lines of at most `width` cells, all but the first `hang` cells in; a word longer than a line is broken."""
        text = self.ink.text(data)
        first, *rest = (text[start:stop].rstrip(" ") for start, stop in pairwise(_ends(text, width, hang)))
        return [first, *(" " * hang + line for line in rest)]

    def done(self) -> Content:
        """All lines as one content."""
        return Content("\n").join(self._lines)

    @property
    def height(self) -> int:
        """Lines so far."""
        return len(self._lines)


def _ends(text: str, width: int, hang: int) -> list[int]:
    """Where the lines of a text begin, and its end: at most `width` cells each, all but the first `hang` less."""
    ends = [0]
    room, used = width, 0
    for found in _WORD.finditer(text):
        start, word = found.start(), found[0]
        while used + cell_len(word) > room:
            bare = word.lstrip(" ")
            fits = cell_len(bare) <= width - hang
            left = room - used - (len(word) - len(bare))
            if left <= 0 or (used and (fits or left < width // 3)):  # it stands better on the next line
                cut = len(word) - len(bare)
            else:
                cut = len(word) - len(bare) + _cut(bare, max(1, left))
            start, word = start + cut, word[cut:]
            ends.append(start)
            room, used = width - hang, 0
        used += cell_len(word)
    return [*ends, len(text)]


def _cut(word: str, width: int) -> int:
    """Letters of a word that fill a line of so many cells, to a seam in its second half where there is one."""
    cut = width
    while cell_len(word[:cut]) > width:
        cut -= 1
    seam = _SEAM.search(word[:cut])
    return seam.end() if seam is not None and 2 * seam.end() > cut else max(1, cut)


def _hung(whole: Content, width: int, hang: int) -> list[Content]:
    """A styled line as several, all but the first `hang` cells in."""
    first, *rest = (piece.rstrip() for piece in whole.divide(_ends(whole.plain, width, hang)[1:-1]))
    return [first, *(Content.assemble(" " * hang, piece) for piece in rest)]

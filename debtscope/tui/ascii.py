"""The last step before a terminal that knows ASCII alone: borders, scroll bars and blocks become signs that it has.

What comes from data is escaped before, by the ink; here only what is drawn is left, and every sign keeps its cells.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_ACROSS = "─━═╌╍┄┅┈┉╴╶╸╺╼╾‾⎺⎻⎼⎽▔"
_DOWN = "│┃║╎╏┆┇┊┋╵╷╹╻╽╿▏▎▕▍"
_CORNERS = "┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬"
_FULL = "█▉▊▋▌▐▀▄▅▆▇■▐▓▙▛▜▟"
_LOW = "▁▂▃░▒▖▗▘▝▞▚"
_KNOWN = {
    **dict.fromkeys(_ACROSS, "-"), **dict.fromkeys(_DOWN, "|"), **dict.fromkeys(_CORNERS, "+"),
    **dict.fromkeys(_FULL, "#"), **dict.fromkeys(_LOW, "."),
    "…": "~", "·": ".", "•": "*", "●": "*", "○": "o", "▸": ">", "▾": "v", "▶": ">", "◀": "<", "▲": "^", "▼": "v", "→": ">",
    "←": "<", "↑": "^", "↓": "v", "–": "-", "—": "-", "±": "~", "✓": "x", "✗": "!", "≥": ">", "≤": "<", "×": "x", "’": "'",
    "“": '"', "”": '"', "‘": "'", " ": " ",
}  # fmt: skip
_TABLE = {ord(sign): plain for sign, plain in _KNOWN.items()}


def in_ascii(text: str) -> str:
    """The text in ASCII, as many cells wide."""
    if text.isascii():
        return text
    made = text.translate(_TABLE)
    return made if made.isascii() else "".join(c if c.isascii() else "?" * cell_len(c) for c in made)


class InAscii(LineFilter):
    """For every line of every widget, Textual's own included."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Styles stay."""
        return [
            segment if segment.text.isascii() else Segment(in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]

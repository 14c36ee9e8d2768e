"""Text that is safe and fits: every data string on a screen goes through an `Ink`.

Nothing here may be handed to an API that parses markup; what comes out holds no control characters.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from debtscope.model.frozen import frozen
from debtscope.model.text import printable
from debtscope.model.vocabulary import Severity

LONGEST = 2_000
"""Characters of one data string that are looked at; a screen line is far shorter, a hostile name is not."""


@frozen
class Ink:
    """The glyphs of one terminal and the way of writing data with them."""

    ascii: bool = False
    cursor: str = "▌"
    mark: str = "●"
    folded: str = "▸"
    unfolded: str = "▾"
    nested: str = "│"
    ellipsis: str = "…"
    bar: str = "█"
    half: str = "▌"
    arrow: str = "▶"
    dot: str = "·"
    line: str = "─"
    plus_minus: str = "±"
    dash: str = "–"
    done: str = "✓"
    failed: str = "✗"

    def text(self, data: str) -> str:
        """Data as one harmless line, in ASCII where the terminal has no more."""
        shown = printable(data[:LONGEST]) + (self.ellipsis if len(data) > LONGEST else "")
        if self.ascii and not shown.isascii():
            shown = shown.encode("ascii", "backslashreplace").decode()
        return shown

    def fit(self, data: str, width: int) -> str:
        """Data in exactly `width` cells: padded with blanks, or cut with an ellipsis at the right."""
        if width <= 0:
            return ""
        shown = self.text(data)
        if shown.isascii():
            return shown.ljust(width) if len(shown) <= width else self._cut(shown[: width - 1], width)
        if cell_len(shown) <= width:
            return set_cell_size(shown, width)
        return self._cut(set_cell_size(shown, width - 1), width)

    def _cut(self, shown: str, width: int) -> str:
        mark = self.ellipsis
        return shown + mark if len(mark) == 1 else (shown[: max(0, width - len(mark))] + mark)[:width]

    def tail(self, data: str, width: int) -> str:
        """Like `fit`, but a long text keeps its end: the file's name says more than its root."""
        shown = self.text(data)
        if width <= 0 or cell_len(shown) <= width:
            return self.fit(shown, width)
        end = shown[-(width - len(self.ellipsis)) :] if width > len(self.ellipsis) else ""
        while cell_len(end) > width - len(self.ellipsis):
            end = end[1:]
        return set_cell_size(self.ellipsis + end, width)

    def right(self, data: str, width: int) -> str:
        """Like `fit`, pushed to the right: numbers."""
        shown = self.text(data)
        return shown.rjust(width) if len(shown) <= width else self.fit(shown, width)

    def gauge(self, share: float, width: int) -> str:
        """A bar of `width` cells, filled by a share of 0 to 1, never empty for what is more than nothing."""
        halves = round(max(0.0, min(1.0, share)) * width * 2)
        if share > 0:
            halves = max(1, halves)
        full, half = divmod(halves, 2)
        return (self.bar * full + (self.half if half and full < width else "")).ljust(width)


UNICODE = Ink()
ASCII = Ink(
    ascii=True, cursor=">", mark="*", folded="+", unfolded="-", nested="|", ellipsis="~", bar="#", half="#", arrow=">", dot=".",
    line="-", plus_minus="+/-", dash="-", done="ok", failed="x",
)  # fmt: skip

SEVERITY_MARKS = {Severity.CRITICAL: "!!!!", Severity.HIGH: "!!!", Severity.MEDIUM: "!!", Severity.LOW: "!"}
SEVERITY_WORDS = {Severity.CRITICAL: "crit", Severity.HIGH: "high", Severity.MEDIUM: "med", Severity.LOW: "low"}

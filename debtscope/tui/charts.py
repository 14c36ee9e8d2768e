"""Small charts drawn with characters: stacked blocks, braille lines and bars. Pure: numbers in, styled text out.

Nothing is told by colour alone: categories have glyphs of their own, lines are named, bars carry their figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from debtscope.model.figures import hours
from debtscope.model.frozen import frozen
from debtscope.tui.page import QUIET

if TYPE_CHECKING:
    from debtscope.tui.ink import Ink

Spans = list[tuple[str, str]]
"""One line: (harmless text, style)."""

EIGHTHS = " ▁▂▃▄▅▆▇"
AXIS = 6
"""Cells at the left for the figures of the axis."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a braille cell by row and column."""


@frozen
class Series:
    """Values on the days of a chart."""

    name: str
    values: Sequence[float]
    style: str
    glyph: str
    """Fills the cells of the series; a letter where the terminal has ASCII alone."""


def stacked(days: Sequence[date], parts: Sequence[Series], width: int, height: int, ink: Ink) -> list[Spans]:
    """Areas one on the other, over true time, with an axis at the left and two dates below. `height` counts the dates' line."""
    rows = max(2, height - 1)
    columns = max(4, width - AXIS)
    tops = [list(accumulate(part.values[n] for part in parts)) for n in range(len(days))]
    most = max((one[-1] for one in tops), default=0.0) or 1.0
    picked = [tops[n] for n in _picked(days, columns)]
    lines: list[Spans] = []
    for row in range(rows):
        low = rows - 1 - row
        cells = [_block(top, low, rows / most, parts, ink) for top in picked]
        label = hours(most) if row == 0 else "0" if row == rows - 1 else ""
        lines.append([(f"{label:>{AXIS - 1}} ", QUIET), *_runs(cells)])
    return [*lines, _dates(days, columns)]


def _picked(days: Sequence[date], columns: int) -> list[int]:
    """For each column the last day that it shows."""
    numbers = [day.toordinal() for day in days]
    first, span = numbers[0], max(1, numbers[-1] - numbers[0])
    return [bisect_right(numbers, first + span * n / (columns - 1) + 1e-9) - 1 for n in range(columns)]


def _block(tops: Sequence[float], low: int, scale: float, parts: Sequence[Series], ink: Ink) -> tuple[str, str]:
    """One cell: the part that reaches its middle, in eighths where the stack ends in it."""
    fill = max(0, min(8, round((tops[-1] * scale - low) * 8)))
    if low == 0 and tops[-1] > 0:
        fill = max(1, fill)
    if not fill or (ink.ascii and fill < 4):
        return (" ", "")
    middle = (low + fill / 16) / scale
    part = next((p for p, top in zip(parts, tops, strict=True) if top >= middle), parts[-1])
    return (part.glyph if fill == 8 or ink.ascii else EIGHTHS[fill], part.style)


def _runs(cells: Iterable[tuple[str, str]]) -> Spans:
    return [("".join(text for text, _ in run), style) for style, run in groupby(cells, key=lambda cell: cell[1])]


def _dates(days: Sequence[date], columns: int) -> Spans:
    first, last = days[0].isoformat(), days[-1].isoformat()
    gap = columns - len(first) - len(last)
    return [(" " * AXIS + (f"{first}{' ' * gap}{last}" if gap > 0 else last.rjust(columns)), QUIET)]


def curves(days: Sequence[date], parts: Sequence[Series], width: int, height: int, ink: Ink) -> list[Spans]:
    """Lines over true time, in braille; letters where the terminal has ASCII alone. `height` counts the dates' line."""
    rows, columns = max(2, height - 1), max(4, width - AXIS)
    most = max((value for part in parts for value in part.values), default=0.0) or 1.0
    fine = (1, 1) if ink.ascii else (2, 4)
    picked = _picked(days, columns * fine[0])
    grid: list[list[tuple[int, str, str]]] = [[(0, "", "")] * columns for _ in range(rows)]
    for part in parts:
        before: int | None = None
        for at, n in enumerate(picked):
            dot = round((1 - part.values[n] / most) * (rows * fine[1] - 1))
            for y in range(min(dot, dot if before is None else before), max(dot, before or dot) + 1):
                row, column = y // fine[1], at // fine[0]
                bits, style, glyph = grid[row][column]
                bit = _DOTS[y % 4][at % 2] if not ink.ascii else 1
                grid[row][column] = (bits | bit, style or part.style, glyph or part.glyph)
            before = dot
    lines: list[Spans] = []
    for row, cells in enumerate(grid):
        label = f"{most:,.0f}" if row == 0 else "0" if row == rows - 1 else ""
        drawn = [
            (" " if not bits else glyph if ink.ascii else chr(0x2800 + bits), style) for bits, style, glyph in cells
        ]
        lines.append([(f"{label:>{AXIS - 1}} ", QUIET), *_runs(drawn)])
    return [*lines, _dates(days, columns)]


def bars(rows: Sequence[tuple[str, float, str]], width: int, ink: Ink, *, style: str = "$accent") -> list[Spans]:
    """(name, value, what to write behind it), a line each, against the largest."""
    most = max((abs(value) for _, value, _ in rows), default=0.0) or 1.0
    names = min(max((cell_len(ink.text(name)) for name, _, _ in rows), default=0), max(8, width // 3))
    tail = max((cell_len(after) for _, _, after in rows), default=0)
    room = max(4, width - names - tail - 2)
    return [
        [(f"{ink.fit(name, names)} ", ""), (ink.gauge(abs(value) / most, room), style), (f" {after:>{tail}}", "")]
        for name, value, after in rows
    ]


def progress(done: int, total: int, width: int, ink: Ink) -> Spans:
    """So much of it is done, the rest in view."""
    full = round(done / total * width) if total else width
    return [((("#" if ink.ascii else "▰") * full), "$accent"), (("." if ink.ascii else "▱") * (width - full), QUIET)]


def fitted(line: Spans, width: int) -> Spans:
    """A line in exactly `width` cells."""
    left, out = width, Spans()
    for text, style in line:
        cut = text
        while cell_len(cut) > left:
            cut = cut[: left if cut.isascii() else -1]
        if cut:
            out.append((cut, style))
        left -= cell_len(cut)
    return [*out, (" " * left, "")] if left else out


def beside(blocks: Sequence[tuple[Sequence[Spans], int]], gap: int = 2) -> list[Spans]:
    """Blocks of lines side by side, each with its width."""
    height = max((len(lines) for lines, _ in blocks), default=0)
    out: list[Spans] = []
    for n in range(height):
        line: Spans = []
        for lines, width in blocks:
            line += [*fitted(lines[n] if n < len(lines) else [], width), (" " * gap, "")]
        out.append(line)
    return out


def content(lines: Iterable[Spans]) -> Content:
    """As Textual draws it."""
    return Content("\n").join(Content.assemble(*line) for line in lines)

"""The figures of the trends screen as lines of text: interest over time, burn-up, ages, outlook. Pure: a board in, lines out."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from debtscope.model.figures import counted, hours
from debtscope.model.vocabulary import Category
from debtscope.tui.charts import AXIS, Series, Spans, bars, beside, curves, stacked
from debtscope.tui.page import HEADING, QUIET, STRONG, Page

if TYPE_CHECKING:
    from debtscope.tui.board import Board, Outlook
    from debtscope.tui.ink import Ink

STYLES = {
    Category.CODE: "$primary", Category.DATA: "$warning", Category.CONFIG: "$success", Category.MONITORING: "$accent",
    Category.LEGAL: "$error",
}  # fmt: skip
GLYPHS = {
    Category.CODE: "█", Category.DATA: "▓", Category.CONFIG: "▒", Category.MONITORING: "░", Category.LEGAL: "█",
}  # fmt: skip
LETTERS = {
    Category.CODE: "#", Category.DATA: "d", Category.CONFIG: "c", Category.MONITORING: "m", Category.LEGAL: "l",
}  # fmt: skip
PANELS = ("interest", "burn-up", "age", "outlook")
LEGEND = 30
LEAST_DAYS = 2
TEACH = "one day of history makes no trend: B scans the weeks that are past while you go on (debtscope history --backfill 26w)"


def _title(text: str, note: str = "") -> Spans:
    return [(text, HEADING), (f"  {note}" if note else "", QUIET)]


def _parts(board: Board, ink: Ink) -> list[Series]:
    return [
        Series(
            name=category.value, values=[day.by_category.get(category.value, 0.0) for day in board.days],
            style=STYLES[category], glyph=(LETTERS if ink.ascii else GLYPHS)[category],
        )
        for category in Category
    ]  # fmt: skip


def interest(board: Board, width: int, height: int, ink: Ink) -> list[Spans]:
    """Stacked areas by category, with what each costs now and by how much that moved."""
    parts = _parts(board, ink)
    legend: list[Spans] = [
        [
            (f"{part.glyph * 2} ", part.style), (f"{part.name:<11}", ""), (f"{hours(part.values[-1]):>6}", STRONG),
            (f" {_moved(part.values[0], part.values[-1])}", QUIET),
        ]
        for part in reversed(parts)
    ]  # fmt: skip
    room = width - LEGEND - 2
    days = [day.on for day in board.days]
    note = f"h a month, {counted(len(days), 'kept day')}; now, and since {days[0]}"
    if room < AXIS + 14:
        return [_title("interest", note), *legend]
    chart = stacked(days, parts, room, height - 1, ink)
    return [_title("interest", note), *beside([(chart, room), (legend, LEGEND)])]


def _moved(before: float, after: float) -> str:
    change = after - before
    return f"{'+' if change > 0 else '-'}{hours(abs(change))}" if abs(change) >= 0.05 else "as it was"


def burn_up(board: Board, width: int, height: int, ink: Ink) -> list[Spans]:
    """Items that came and items that went, each added up over the kept days."""
    came = list(accumulate(day.came for day in board.days))
    went = list(accumulate(day.went for day in board.days))
    parts = [
        Series(name="came", values=came, style="$warning", glyph="c"),
        Series(name="went", values=went, style="$success", glyph="w"),
    ]
    head: Spans = [
        ("burn-up", HEADING), ("  items ", QUIET), (f"{came[-1]:,} came", "bold $warning"), ("  ", ""),
        (f"{went[-1]:,} went", "bold $success"),
    ]  # fmt: skip
    return [head, *curves([day.on for day in board.days], parts, width, height - 1, ink)]


def ages(board: Board, width: int, ink: Ink) -> list[Spans]:
    """Interest by how long the debt has been there."""
    rows = [(a.name, a.interest, f"{hours(a.interest)} h/mo {a.items:>4}") for a in board.ages]
    return [_title("age", "interest and items by how long they are known"), *bars(rows, width, ink)]


def outlook(board: Board, width: int, ink: Ink) -> list[Spans]:
    """Where the forecast's scenarios end, and on what they rest."""
    rows = [(one.name, one.weeks[-1], _end(one)) for one in board.outlooks]
    weeks = len(board.outlooks[0].weeks) - 1 if board.outlooks else 0
    lines = [_title("outlook", f"h a month in {weeks} weeks, with its range"), *bars(rows, width, ink)]
    return [*lines, *([(ink.text(one)[:width], QUIET)] for one in board.assumptions[:1])]


def _end(one: Outlook) -> str:
    return f"{hours(one.weeks[-1])} ({hours(one.low)} to {hours(one.high)})"


def panels(board: Board | None, name: str, width: int, height: int, ink: Ink) -> list[Spans]:
    """The figures that fit: two side by side in a wide window, the chosen one in a narrow one."""
    if board is None:
        return []
    shown = board

    def made(which: str, wide: int) -> list[Spans]:
        match which:
            case "interest":
                return interest(shown, wide, height, ink)
            case "burn-up":
                return burn_up(shown, wide, height, ink)
            case "age":
                return ages(shown, wide, ink)
            case _:
                return outlook(shown, wide, ink)

    if len(board.days) < LEAST_DAYS:
        taught = Page(ink, width).wrapped(TEACH, width)
        lines: list[Spans] = [_title("interest over time"), *([(one, "$warning")] for one in taught), []]
        return [*lines, *made("outlook" if name == "outlook" else "age", min(width, 90))]
    if width < 104:
        return made(name, width)[:height]
    left = width * 3 // 5 - 2
    right = "burn-up" if name == "interest" else name
    return beside([(made("interest", left), left), (made(right, width - left - 2), width - left - 2)])[:height]

"""Dated figures among an item's evidence, drawn against the limit that they are judged by. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.tui.page import QUIET, Page

if TYPE_CHECKING:
    from debtscope.model.finding import Evidence
    from debtscope.tui.ink import Ink

EIGHTHS = " ▁▂▃▄▅▆▇█"
ROWS = 5
_DAY = regex(r"\d{4}-\d{2}-\d{2}")
_LIMIT = regex(r"\blimit (?:of )?(\d+(?:\.\d+)?)\s?(%?)")
_NUMBER = regex(r"\d+(?:\.\d+)?")
_SHARE = regex(r"(\d+) of (\d+)\b")


@frozen
class Point:
    """One figure on one day."""

    day: str
    value: float
    told: str
    path: str


@frozen
class Series:
    """Figures of one kind, oldest first."""

    points: tuple[Point, ...]
    limit: float | None = None
    """What they are judged by, where the evidence says so."""


def series_of(evidence: Sequence[Evidence]) -> Series | None:
    """The dated figures that are told in the same words, the longest row of them; None where there are not two."""
    rows: dict[str, list[Point]] = {}
    limits: dict[str, float] = {}
    for one in evidence:
        day, told = _DAY.search(one.ref or ""), one.excerpt or ""
        value = _value(one.value, told)
        if day is None or value is None:
            continue
        words = _NUMBER.sub("#", told)
        rows.setdefault(words, []).append(Point(day=day[0], value=value, told=told, path=one.path or ""))
        found = _LIMIT.search(told)
        if found:
            limits[words] = float(found[1]) / (100 if found[2] and value <= 1.0 else 1)
    if not rows:
        return None
    words, points = max(rows.items(), key=lambda row: len(row[1]))
    points.sort(key=lambda point: point.day)
    return Series(points=tuple(points), limit=limits.get(words)) if len(points) > 1 else None


def _value(value: str | float | int | None, told: str) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    found = _SHARE.match(told)
    return int(found[1]) / int(found[2]) if found and int(found[2]) else None


def draw(page: Page, series: Series) -> None:
    """Columns of blocks with a line at the limit, and the days below."""
    ink, points = page.ink, series.points[-max(2, (page.width - 14) // 3) :]
    top = max([point.value for point in points] + ([series.limit] if series.limit else [])) or 1.0
    limit_row = None if series.limit is None else min(ROWS - 1, int(series.limit / top * ROWS - 1e-9))
    for row in reversed(range(ROWS)):
        parts: list[tuple[str, str]] = []
        for point in points:
            over = series.limit is not None and point.value > series.limit
            cell = _cell(point.value / top * ROWS - row, ink)
            if cell == " " and row == limit_row:
                parts.append((ink.line * 3, "$warning"))
            else:
                parts.append((f"{cell * 2} ", "$error" if over else "$accent"))
        label = f" limit {series.limit:g}" if row == limit_row and series.limit is not None else ""
        label = label or (f" {top:.3g}" if row == ROWS - 1 else "")
        page.line(*parts, (label, "$warning" if "limit" in label else QUIET))
    first, last = points[0].day, points[-1].day
    page.line((first + " " * max(1, len(points) * 3 - 20) + last, QUIET))


def _cell(fill: float, ink: Ink) -> str:
    """One cell of a column that reaches `fill` cells into it."""
    if ink.ascii:
        return "#" if fill >= 0.5 else " "
    return EIGHTHS[max(0, min(8, round(fill * 8)))]

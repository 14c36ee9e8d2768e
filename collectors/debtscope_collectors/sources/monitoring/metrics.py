"""Tables of metrics over time that teams write themselves: a column of dates, and columns named after metrics.

What `[[metrics]]` of debtscope.toml maps is read as it says. Unmapped tables are read where their header names both a date and
a metric, and only with dates that have one meaning.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.monitoring.facts import MetricSeries
from debtscope_collectors.sources.monitoring.prometheus import one_series
from debtscope_collectors.sources.monitoring.shape import number

MAX_ROWS = 50_000
MAX_SERIES = 200
_METRIC = regex(
    r"(?:^|_)(?:auc|roc_auc|accuracy|f1|precision|recall|rmse|mae|mape|mse|logloss|log_loss|r2|drift|drift_share|psi)(?:_|$)"
)
_DATE = frozenset({"date", "day", "week", "timestamp", "time", "datetime", "ts", "month"})
_PARTS = regex(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ](\d{1,2}):(\d{2}))?")
_DOTTED = regex(r"\d{1,2}\.\d{1,2}\.\d{4}")
_WEEK = regex(r"(\d{4})-?W(\d{1,2})$")
_THOUSANDS = regex(r"-?\d{1,3}(?:\.\d{3})+,\d+$")


@frozen
class Mapping:
    """How one table is read, by the settings or by its header."""

    time: str
    columns: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    dates: str = ""
    model: str | None = None


def looks_like(head: bytes) -> bool:
    """Whether the first line names a date and a metric."""
    names = _names(head.split(b"\n", 1)[0].decode("utf-8", "replace"))
    return any(name in _DATE for name in names) and any(_METRIC.search(name) for name in names)


def read(text: str, path: str, mapping: Mapping | None = None) -> Iterator[MetricSeries]:
    """One series per metric (and value of the labels); the other columns are left alone."""
    lines = text.removeprefix("\ufeff").splitlines()[: MAX_ROWS + 1]
    if lines:
        yield from read_rows(_rows(lines, _delimiter(lines[0])), path, mapping)


def read_rows(rows: Iterable[list[str]], path: str, mapping: Mapping | None = None) -> Iterator[MetricSeries]:
    """The same of a table that is in rows already, header first. Raises ValueError where the mapping names no column of it."""
    body = iter(rows)
    names = [name.strip().strip('"') for name in next(body, list[str]())]
    plan = mapping or _guessed(names)
    if plan is None:
        return
    lost = [name for name in (plan.time, *plan.columns, *plan.labels) if name not in names]
    if lost:
        raise ValueError(f"the mapping names the column {lost[0]}, which the table does not have")
    when = names.index(plan.time)
    columns = [names.index(name) for name in plan.columns] or [
        n for n, name in enumerate(names) if _METRIC.search(name.lower())
    ]
    labels = [names.index(name) for name in plan.labels]
    yield from _series(body, path, names, when, columns, labels, plan)


def _guessed(names: Sequence[str]) -> Mapping | None:
    time = next((name for name in names if name.lower() in _DATE), None)
    return Mapping(time=time) if time is not None else None


def _series(
    body: Iterator[list[str]], path: str, names: Sequence[str], when: int, columns: Sequence[int], labels: Sequence[int],
    plan: Mapping,
) -> Iterator[MetricSeries]:  # fmt: skip
    points: dict[tuple[int, tuple[str, ...]], list[tuple[datetime, float]]] = {}
    for row in body:
        at = date_of(row[when], plan.dates) if when < len(row) else None
        if at is None:
            continue
        slices = tuple(row[index][:100] if index < len(row) else "" for index in labels)
        for index in columns:
            value = _value(row[index]) if index < len(row) else None
            if value is not None and (len(points) < MAX_SERIES or (index, slices) in points):
                points.setdefault((index, slices), []).append((at, value))
    for (index, slices), found in sorted(points.items()):
        found.sort()
        times = sorted({at for at, _ in found})
        if len(times) >= 2:
            told = tuple(zip((names[i] for i in labels), slices, strict=True))
            own = (("model", plan.model),) if plan.model else ()
            yield one_series(
                names[index][:100] if plan.columns else names[index].lower()[:100],
                (*told, *own),
                path,
                times,
                found[-1][1],
            )


def _delimiter(header: str) -> str:
    return max(";,\t|", key=header.count)


def _names(header: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in header.strip().split(_delimiter(header))]


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _value(told: str) -> float | None:
    """`0.81`, `0,81` and `1.234,5`; a comma without a point before it is a decimal one."""
    plain = told.strip().removesuffix("%")
    if _THOUSANDS.match(plain[:60]):
        plain = plain.replace(".", "")
    return number(plain.replace(",", ".")) if plain.count(",") <= 1 else None


def date_of(value: str, order: str = "") -> datetime | None:
    """ISO dates, weeks (`2026-W47`) and months, `dd.mm.yyyy`; with slashes only where the order of day and month was told."""
    told = value.strip()[:40]
    if week := _WEEK.match(told):
        try:
            return datetime.fromisocalendar(int(week[1]), int(week[2]), 7).replace(tzinfo=UTC)
        except ValueError:
            return None
    if not order:
        order = "dmy" if _DOTTED.match(told) else ""
    if order and (parts := _PARTS.match(told)):
        return _ordered(parts, order)
    return parse_time(f"{told}-01" if re.fullmatch(r"\d{4}-\d{2}", told) else told) if "-" in told else None


def _ordered(parts: re.Match[str], order: str) -> datetime | None:
    told = dict(zip(order, parts.groups()[:3], strict=True))
    try:
        return datetime(
            int(told["y"]), int(told["m"]), int(told["d"]), int(parts[4] or 0), int(parts[5] or 0), tzinfo=UTC
        )
    except ValueError:
        return None

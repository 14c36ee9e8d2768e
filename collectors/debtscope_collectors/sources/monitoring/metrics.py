"""Tables of metrics over time that teams write themselves: a date column and columns named after metrics."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.monitoring.facts import MetricSeries
from debtscope_collectors.sources.monitoring.prometheus import one_series
from debtscope_collectors.sources.monitoring.shape import number

MAX_ROWS = 50_000
_METRIC = re.compile(
    r"(?:^|_)(?:auc|roc_auc|accuracy|f1|precision|recall|rmse|mae|mape|mse|logloss|log_loss|r2|drift|drift_share|psi)(?:_|$)"
)
_DATE = frozenset({"date", "day", "week", "timestamp", "time", "datetime", "ts", "month"})
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")


def looks_like(head: bytes) -> bool:
    """Whether the first line names a date and a metric."""
    names = _names(head.split(b"\n", 1)[0].decode("utf-8", "replace"))
    return any(name in _DATE for name in names) and any(_METRIC.search(name) for name in names)


def _delimiter(header: str) -> str:
    return max(";,\t|", key=header.count)


def _names(header: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in header.strip().split(_delimiter(header))]


def read(text: str, path: str) -> Iterator[MetricSeries]:
    """One series per metric; the other columns are left alone."""
    lines = text.splitlines()[: MAX_ROWS + 1]
    if not lines:
        return
    names = _names(lines[0])
    when = next((index for index, name in enumerate(names) if name in _DATE), None)
    if when is None:
        return
    columns = [index for index, name in enumerate(names) if _METRIC.search(name)]
    points: dict[int, list[datetime]] = {index: [] for index in columns}
    latest: dict[int, float | None] = {}
    for row in _rows(lines[1:], _delimiter(lines[0])):
        at = _date(row[when]) if when < len(row) else None
        for index in columns:
            value = number(row[index].replace(",", ".")) if index < len(row) else None
            if at is not None and value is not None:
                points[index].append(at)
                latest[index] = value
    for index in columns:
        times = sorted(set(points[index]))
        if len(times) >= 2:
            yield one_series(names[index][:100], (), path, times, latest.get(index))


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _date(value: str) -> datetime | None:
    """ISO, or `dd.mm.yyyy`; day and month with slashes are ambiguous and read by nobody."""
    if dotted := _DOTTED.match(value.strip()):
        try:
            return datetime(int(dotted[3]), int(dotted[2]), int(dotted[1]), tzinfo=UTC)
        except ValueError:
            return None
    return parse_time(value) if "-" in value else None

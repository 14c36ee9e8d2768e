"""NannyML's tables: drift, estimated and realised performance, one chunk a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.monitoring.dates import Dating, parse_time, series_of
from debtscope_collectors.sources.monitoring.facts import CheckOutcome, ColumnDrift, MonitorReport
from debtscope_collectors.sources.monitoring.shape import count, flag, number

MAX_ROWS = 20_000
_CHUNK = ("key", "chunk_index", "start_index", "end_index", "start_date", "end_date", "period")
_FIELDS = (
    "upper_confidence_boundary", "lower_confidence_boundary", "upper_threshold", "lower_threshold", "sampling_error",
    "targets_missing_rate", "realized", "value", "alert",
)  # fmt: skip
_QUALITY = frozenset(
    {
        "roc_auc",
        "f1",
        "precision",
        "recall",
        "specificity",
        "accuracy",
        "confusion_matrix",
        "business_value",
        "average_precision",
        "mae",
        "mape",
        "mse",
        "msle",
        "rmse",
        "rmsle",
    }
)
_METHODS = frozenset(
    {
        "jensen_shannon",
        "kolmogorov_smirnov",
        "wasserstein",
        "hellinger",
        "chi2",
        "l_infinity",
        "reconstruction_error",
        "domain_classifier",
    }
)


@frozen(kw_only=False)
class _Cell:
    """What one column of the table holds."""

    subject: str
    method: str | None
    field: str


def looks_like(head: bytes) -> bool:
    """Whether a CSV has NannyML's flat header or its stacked ones."""
    lines = head.split(b"\n", 3)[:3]
    first = lines[0]
    if first.startswith((b"chunk_key,", b",chunk_key,")) or b",chunk_start_date," in first:
        return True
    return b"chunk," in first and any(b"key,chunk_index" in line for line in lines[1:])


def read(text: str, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """One report per analysed chunk of a CSV."""
    yield from read_rows(csv.reader(text.splitlines()[: MAX_ROWS + 3]), path, date_of)


def read_rows(rows: Iterator[list[str]], path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """One report per analysed chunk; the reference period is no news."""
    cells, body = _header(rows)
    if not cells:
        return
    chunk_at = {cell.field: index for index, cell in enumerate(cells) if cell.subject == "chunk"}
    stream = series_of(path)
    for row in body:
        if len(row) == len(cells) and _of(row, chunk_at, "period") != "reference":
            yield _chunk(row, cells, chunk_at, path, stream, date_of)


def _of(row: Sequence[str], places: dict[str, int], name: str) -> str:
    return row[places[name]] if name in places else ""


def _header(rows: Iterator[list[str]]) -> tuple[list[_Cell], Iterator[list[str]]]:
    """Columns from one flat header row, or from two or three stacked ones."""
    empty: list[str] = []
    try:
        first = next(rows, empty)
        if any(name in ("chunk_key", "chunk_start_date") for name in first):
            return [_flat(name) for name in first], _guarded(rows)
        second = next(rows, empty)
        if "key" in second:
            cells = [_Cell(a, None, b) for a, b in zip(first, second, strict=False)]
            return cells, _guarded(rows)
        third = next(rows, empty)
    except csv.Error:
        return [], iter(())
    if "key" not in third:
        return [], iter(())
    return [_Cell(a, b, c) for a, b, c in zip(first, second, third, strict=False)], _guarded(rows)


def _guarded(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows up to the first that the csv module cannot read."""
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            return
        if row is None:
            return
        yield row


def _flat(name: str) -> _Cell:
    """`roc_auc_upper_threshold`, `plan_jensen_shannon_alert`, `chunk_period`."""
    if name.startswith("chunk_") and (name in _CHUNK or name[6:] in _CHUNK):
        return _Cell("chunk", None, name if name == "chunk_index" else name[6:])
    for field in _FIELDS:
        if name.endswith("_" + field):
            subject = name[: -len(field) - 1]
            method = next((m for m in sorted(_METHODS) if subject.endswith("_" + m)), None)
            return _Cell(subject[: -len(method) - 1] if method else subject, method, field)
    return _Cell("", None, name)


def _chunk(
    row: Sequence[str], cells: Sequence[_Cell], chunk_at: dict[str, int], path: str, stream: str, date_of: Dating
) -> MonitorReport:
    begins, ends = (parse_time(_of(row, chunk_at, name)) for name in ("start_date", "end_date"))
    at, dated_by = date_of(path, ends or begins)
    told: dict[tuple[str, str | None], dict[str, str]] = {}
    for cell, value in zip(cells, row, strict=True):
        if cell.subject and cell.subject != "chunk":
            told.setdefault((cell.subject, cell.method), {})[cell.field] = value
    columns: list[ColumnDrift] = []
    checks: list[CheckOutcome] = []
    quality: list[tuple[str, float, float | None]] = []
    alerts: list[bool] = []
    estimates: list[str] = []
    for (subject, method), fields in told.items():
        alert, value = flag(fields.get("alert")), number(fields.get("value"))
        if subject in _QUALITY and method is None:
            alerts += [alert] if alert is not None and value is not None else []
            # An estimate is no measurement: only realised values are quality.
            if value is not None and not _is_estimate(fields):
                quality.append((subject, value, None))
            elif value is not None:
                estimates.append(subject)
            if (realised := number(fields.get("realized"))) is not None:
                quality.append((subject, realised, None))
        elif method is not None and alert is not None:
            limit = number(fields.get("upper_threshold"))
            columns.append(
                ColumnDrift(column=subject[:200], drifted=alert, method=method, score=value, threshold=limit)
            )
        elif alert is not None:
            checks.append(CheckOutcome(name=subject[:200], status="fail" if alert else "pass", column=subject[:200]))
    return MonitorReport(
        tool="nannyml", tool_version=None, path=path, stream=stream, at=at, dated_by=dated_by, begins=begins,
        columns=tuple(columns), quality=tuple(quality), quality_alert=any(alerts) if alerts else None,
        checks=tuple(checks), has_reference=True, kind="chunk", estimates=tuple(estimates),
        current_rows=_rows(row, chunk_at), profiled=tuple(sorted({c.column for c in (*columns, *checks) if c.column})),
    )  # fmt: skip


def _rows(row: Sequence[str], places: dict[str, int]) -> int | None:
    """A chunk's first and last row are counted from zero."""
    first, last = count(_of(row, places, "start_index")), count(_of(row, places, "end_index"))
    return last - first + 1 if first is not None and last is not None and first <= last else None


def _is_estimate(fields: dict[str, str]) -> bool:
    return "realized" in fields or "upper_confidence_boundary" in fields

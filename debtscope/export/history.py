"""The history of totals as a table with a curve, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.export.table import csv_rows
from debtscope.model.figures import hours
from debtscope.model.vocabulary import Category
from debtscope.services.history import Moment

_ALONE = "one day is no trend yet: debtscope history --backfill 26w makes past weeks from the commits"
_BARS = "▁▂▃▄▅▆▇█"
_HEAD = ("day", "items", "principal h", "interest h/m", "came", "went", "revision", "")
CSV_HEAD = (
    "as_of", "revision", "items", "principal_hours", "interest_hours_per_month", "interest_low", "interest_high",
    "came", "went", "backfilled", *(f"{category.value}_items" for category in Category),
    *(f"{category.value}_interest" for category in Category),
)  # fmt: skip


def curve(values: Sequence[float], columns: int = 52) -> str:
    """A line of bars from zero to the largest value, the newest at the right."""
    shown = values[-columns:]
    most = max(shown, default=0.0)
    return "".join(_BARS[min(7, int(value / most * 8))] if most > 0 else _BARS[0] for value in shown)


def history_table(found: Sequence[Moment]) -> str:
    """One line for each day, oldest first."""
    if not found:
        return "No history yet: debtscope scan keeps a snapshot, debtscope history --backfill 26w makes past ones.\n"
    rows = [
        (
            moment.as_of, f"{moment.summary.items:,}", hours(moment.summary.principal_hours),
            hours(moment.summary.interest.value), f"+{moment.came}" if moment.came else "",
            f"-{moment.went}" if moment.went else "", (moment.revision or "")[:8],
            "backfilled" if moment.is_backfilled else "",
        )
        for moment in found
    ]  # fmt: skip
    widths = [max(len(row[n]) for row in (_HEAD, *rows)) for n in range(len(_HEAD))]
    lines = [
        "  ".join(cell.rjust(widths[n]) if 0 < n < 6 else cell.ljust(widths[n]) for n, cell in enumerate(row)).rstrip()
        for row in (_HEAD, *rows)
    ]
    rates = [moment.summary.interest.value for moment in found]
    if len(found) == 1:
        return "\n".join([*lines, "", _ALONE]) + "\n"
    told = f"interest, {hours(rates[0])} to {hours(rates[-1])} h a month: {curve(rates)}"
    return "\n".join([*lines, "", told]) + "\n"


def history_json(found: Sequence[Moment]) -> str:
    """The history as a document."""
    return strict_json(plain({
        "kind": "history", "schema_version": SCHEMA_VERSION,
        "moments": [
            {
                "as_of": m.as_of, "revision": m.revision, "backfilled": m.is_backfilled, "items": m.summary.items,
                "principal_hours": m.summary.principal_hours, "interest": _interest(m),
                "by_category": {
                    name: {"items": s.items, "principal_hours": s.principal_hours, "interest_hours_per_month": s.interest_hours_per_month}
                    for name, s in m.summary.by_category.items()
                },
                "by_status": m.summary.by_status, "came": m.came, "went": m.went,
            }
            for m in found
        ],
    }))  # fmt: skip


def _interest(moment: Moment) -> dict[str, float]:
    total = moment.summary.interest
    return {"hours_per_month": total.value, "low": total.low, "high": total.high}


def history_csv(found: Sequence[Moment]) -> str:
    """One row for each day."""
    rows: list[Sequence[object]] = []
    for m in found:
        total, parts = m.summary.interest, m.summary.by_category
        slices = [parts[category.value] for category in Category]
        rows.append((
            m.as_of, m.revision, m.summary.items, m.summary.principal_hours, total.value, total.low, total.high,
            m.came, m.went, "yes" if m.is_backfilled else "", *(s.items for s in slices),
            *(s.interest_hours_per_month for s in slices),
        ))  # fmt: skip
    return csv_rows(CSV_HEAD, rows)

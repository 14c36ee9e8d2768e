"""Items as plain text columns and as CSV: must-do first, then the surest, by ratio of interest to principal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from debtscope.export.cells import fit, tail, width
from debtscope.export.order import listed
from debtscope.model.figures import counted, hours, payback, place
from debtscope.model.ledger import NAMELESS, Item, Ledger
from debtscope.model.text import printable
from debtscope.model.totals import summarize
from debtscope.model.vocabulary import Confidence, DiagnosticSeverity, SourceStatus, Status

TOP_LEVEL = "top level"
"""The component of what lies in no folder of a component's depth."""
_MARKS = {"low": "!", "medium": "!!", "high": "!!!", "critical": "!!!!"}
_LEGEND = (
    "sev: ! low to !!!! critical, ? unsure · fix h: hours to pay it off · cost h/m: hours a",
    "month that it costs while it stays · pays in: when the fix has paid for itself",
)
_READABLE, _LEAST = 50, 12
"""Cells that what and where want together, and the fewest that a text is cut to."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def where(item: Item) -> str:
    """Path and line; for a stage, model or alert its name first, since its file holds many."""
    if item.path is None:
        return "repo" if item.subject.name == "." else item.subject.name
    is_place = item.subject.kind in {"file", "function", "mark", "repo", "secret"} or item.path in item.subject.name
    return place(item) if is_place else f"{item.subject.name} in {place(item)}"


def item_rows(items: Iterable[Item], columns: int = 0) -> list[str]:
    """A header and a line per item; `columns` > 0 fits the lines to a terminal of that width."""
    rows = [
        (_MARKS[i.severity.value] + ("?" if i.confidence is Confidence.LOW else ""), i.id, printable(i.title), printable(where(i)), hours(i.principal.hours),
         hours(i.interest.hours_per_month), payback(i.payback_months), i.triage.status.value)
        for i in items
    ]  # fmt: skip
    head = ("sev", "id", "what", "where", "fix h", "cost h/m", "pays in", "status")
    widths = [max([width(r[n]) for r in rows] + [len(head[n])]) for n in range(len(head))]
    if columns:
        spare = columns - sum(widths) - 2 * (len(head) - 1)
        if spare < 0 and widths[2] + widths[3] + spare < _READABLE:
            return _in_two_lines(head, rows, widths, columns)
        for n in (3, 2):
            cut = min(max(-spare, 0), max(widths[n] - _LEAST * 2, 0))
            widths[n] -= cut
            spare += cut
    right = {4, 5, 6}

    def line(row: Sequence[str]) -> str:
        row = [*row[:3], tail(row[3], widths[3]), *row[4:]]
        cells = [c.rjust(widths[n]) if n in right else fit(c, widths[n]) for n, c in enumerate(row)]
        return "  ".join(cells).rstrip()

    return [line(head), *(line(row) for row in rows)]


def _in_two_lines(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], columns: int) -> list[str]:
    """For a narrow terminal: the figures with what it is, and below its id with where; a status where it is not open."""

    def figures(row: Sequence[str]) -> str:
        cells = (fit(row[0], widths[0]), *(row[n].rjust(widths[n]) for n in (4, 5, 6)))
        shown = "  ".join(cells)
        return f"{shown}  {fit(row[2], max(_LEAST, columns - width(shown) - 2))}".rstrip()

    lines = [figures(head)]
    for row in rows:
        status = "" if row[7] == Status.OPEN.value else f"  {row[7]}"
        room = max(_LEAST, columns - widths[0] - 4 - width(row[1]) - len(status))
        lines += [figures(row), f"{'':{widths[0]}}  {row[1]}  {tail(row[3], room)}{status}"]
    return lines


def totals_line(ledger: Ledger) -> str:
    """One sentence of totals."""
    s = summarize(ledger.items)
    paid = s.by_status.get("paid", 0)
    tail = f", {paid} paid" if paid else ""
    return (
        f"{counted(s.items, 'item')}{tail} · {hours(s.principal_hours)} h to pay off · "
        f"{hours(s.interest.value)} h/month interest ({hours(s.interest.low)} to {hours(s.interest.high)})"
    )


def unread(ledger: Ledger) -> int:
    """How many inputs went unread, in part or whole."""
    return sum(d.severity is not DiagnosticSeverity.NOTE for d in ledger.diagnostics)


def summary_table(ledger: Ledger, columns: int = 0, folder: str = "") -> str:
    """Repository, totals, items, and what was not there to look at; `folder` is its name where it has none."""
    repo = ledger.repository
    name = printable((folder if repo.name == NAMELESS else "") or repo.name) + (
        f"@{printable(repo.branch)}" if repo.branch else ""
    )
    head = (
        f"{name} {repo.revision[:7] if repo.revision else 'no commit'}  as of {ledger.as_of}  {ledger.maturity.value}"
    )
    lines = [head, totals_line(ledger), ""]
    items = listed(ledger.items)
    lines += [*item_rows(items, columns), "", *_LEGEND] if items else [nothing(ledger)]
    lines += ["", *_coverage(ledger)]
    return "\n".join(lines) + "\n"


def nothing(ledger: Ledger) -> str:
    """No debt found is told apart from nothing to look at."""
    read = [s.collector for s in ledger.sources if s.status is SourceStatus.READ]
    if not read:
        return "Nothing to look at: no source was read."
    return f"No debt found by {len(ledger.rules_run)} rules over {', '.join(dict.fromkeys(read))}."


def _coverage(ledger: Ledger) -> list[str]:
    def named(status: SourceStatus) -> str:
        return ", ".join(dict.fromkeys(s.collector for s in ledger.sources if s.status is status))

    lines = [f"read: {named(SourceStatus.READ) or 'nothing'}"]
    if absent := named(SourceStatus.ABSENT):
        lines.append(f"not there: {absent} (debtscope sources says how to provide them)")
    if failed := named(SourceStatus.FAILED):
        lines.append(f"failed: {failed}")
    if count := unread(ledger):
        lines.append(f"{counted(count, 'input')} not read whole (debtscope sources names them)")
    return lines


CSV_HEAD = (
    "id", "rule", "slug", "title", "category", "severity", "confidence", "status", "owner", "due", "component",
    "subject", "path", "line", "principal_hours", "interest_hours_per_month", "interest_low", "interest_high",
    "payback_months", "exposure", "message",
)  # fmt: skip


def _cell(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return "'" + text if text.startswith(_FORMULA) and not isinstance(value, int | float) else text


def csv_rows(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a header; text that a spreadsheet would run as a formula is quoted by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def csv_table(items: Iterable[Item]) -> str:
    """The items as CSV, in the order of every list."""
    rows: list[Sequence[object]] = []
    for i in listed(items):
        months = i.payback_months
        rows.append((
            i.id, i.rule.id, i.rule.slug, i.title, i.category.value, i.severity.value, i.confidence.value,
            i.triage.status.value, i.triage.owner, i.triage.due, i.component, i.subject.name, i.path, i.line,
            round(i.principal.hours, 3), round(i.interest.hours_per_month, 3), round(i.interest.low, 3),
            round(i.interest.high, 3), round(months, 2) if months is not None else None,
            i.exposure.note if i.exposure else None, i.message,
        ))  # fmt: skip
    return csv_rows(CSV_HEAD, rows)

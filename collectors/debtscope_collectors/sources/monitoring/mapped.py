"""Tables of metrics that `[[metrics]]` of debtscope.toml maps: read as it says, whatever their names and places are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debtscope.api import Diagnostic, DiagnosticSeverity, Unreadable, Workspace
from debtscope_collectors.sources.monitoring import metrics, parquet
from debtscope_collectors.sources.monitoring.candidates import MAX_CSV
from debtscope_collectors.sources.monitoring.metrics import Mapping

UNREADABLE = "metrics in Parquet: install debtscope[parquet], or write them as CSV"


def is_mapped(workspace: Workspace, path: str) -> bool:
    """Whether a table is read by a mapping of the settings."""
    return any(
        path == entry.path for table in workspace.settings.metrics for entry in workspace.find(table.path, ignored=True)
    )


def tables(workspace: Workspace) -> Iterator[tuple[str, str, Iterable[object]]]:
    """(tool, path, facts) of every mapped table; a mapping that meets no file is said."""
    for table in workspace.settings.metrics:
        plan = Mapping(
            time=table.time, columns=table.columns, labels=table.labels, dates=table.dates, model=table.model
        )
        entries = [
            entry
            for entry in workspace.find(table.path, ignored=True)
            if entry.path.endswith((".csv", ".tsv", ".txt", ".parquet"))
        ]
        for entry in entries:
            yield "metrics", entry.path, _read(workspace, entry.path, entry.size, plan)
        if not entries:
            yield (
                "",
                table.path,
                (_told(table.path, "[[metrics]] names a table that is not there", DiagnosticSeverity.WARNING),),
            )


def _read(workspace: Workspace, path: str, size: int, plan: Mapping) -> Iterator[object]:
    if size > MAX_CSV:
        yield _told(path, "found, not read: a table of more than 16 MiB", DiagnosticSeverity.NOTE)
        return
    try:
        if not path.endswith(".parquet"):
            yield from metrics.read(workspace.text(path), path, plan)
        elif parquet.is_readable():
            yield from metrics.read_rows(parquet.rows(workspace.read(path)), path, plan)
        else:
            yield _told(path, f"found, not read: {UNREADABLE}", DiagnosticSeverity.NOTE)
    except Unreadable as problem:
        yield _told(path, problem.message, DiagnosticSeverity.WARNING)
    except ValueError as problem:
        yield _told(path, str(problem)[:200], DiagnosticSeverity.WARNING)


def _told(path: str, message: str, severity: DiagnosticSeverity) -> Diagnostic:
    return Diagnostic(severity=severity, collector="monitoring", path=path, message=message)

"""Reads OpenLineage events: arrays, single events, one a line, and the event lists of Marquez. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.regex import regex
from debtscope_collectors.sources.heads import exports, json_lines
from debtscope_collectors.sources.lineage.facts import LineageGraph
from debtscope_collectors.sources.lineage.fold import Folding
from debtscope_collectors.sources.shape import is_list, mapping

_HINT = regex(r"lineage|marquez|openline", re.IGNORECASE)
_TIME = regex(rb'"eventTime"[ \t\r\n]{0,8}:')
_WHAT = regex(rb'"(?:runId|job|dataset)"[ \t\r\n]{0,8}:')


class LineageCollector:
    """OpenLineage events in the workspace and in the folders that the user named."""

    name = "lineage"
    kind = "lineage events"
    how = (
        "Save OpenLineage events as JSON lines (the file transport of the client, or Marquez' /api/v1/events/lineage) "
        "in the repository, or name their folder with --monitoring."
    )
    provides = (LineageGraph,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """One LineageGraph of all exports."""
        folding = Folding()
        for path in exports(workspace, "*.json", "*.ndjson", "*.jsonl", "*.log", hint=_HINT, promises=_promises):
            before = folding.events
            try:
                bad = _read(workspace, path, folding)
            except Unreadable as error:
                yield _warning(path, error.message)
                continue
            if bad:
                yield _warning(path, f"{bad} lines or entries are no OpenLineage events and were left out")
            if folding.events > before:
                folding.paths.append(path)
        if folding.events:
            graph = folding.graph()
            yield graph
            yield SourceReport(
                collector=self.name, kind=self.kind, location=graph.paths[0], status=SourceStatus.READ,
                detail=f"{graph.events} events of {len(graph.jobs)} jobs", read_files=len(graph.paths),
            )  # fmt: skip


def _promises(head: bytes) -> bool:
    return _TIME.search(head) is not None and (b"openlineage" in head.lower() or _WHAT.search(head) is not None)


def _read(workspace: Workspace, path: str, folding: Folding) -> int:
    """Adds a file's events; the number of entries that are none. Raises Unreadable."""
    entries: Sequence[tuple[int | None, object]]
    if path.endswith(".json"):
        try:
            entries = _documents(workspace.json(path))
        except Unreadable:
            entries = tuple(json_lines(workspace.text(path)))  # one event a line under the name of a document
            if not any(value is not None for _, value in entries):
                raise
    else:
        entries = tuple(json_lines(workspace.text(path)))
    bad = 0
    for line, value in entries:
        bad += not folding.add(path, line, mapping(value))
    return bad


def _documents(value: object) -> tuple[tuple[int | None, object], ...]:
    if is_list(value):
        return tuple((None, item) for item in value)
    events = mapping(value).get("events")
    return tuple((None, item) for item in events) if is_list(events) else ((None, value),)


def _warning(path: str, message: str) -> Diagnostic:
    return Diagnostic(severity=DiagnosticSeverity.WARNING, collector="lineage", path=path, message=message)


collector: Collector = LineageCollector()

"""Reads exports of labelling tools, and the documents that tell people how to label. Judges nothing."""

from __future__ import annotations

import csv
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
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.heads import exports, json_lines
from debtscope_collectors.sources.labels import studio
from debtscope_collectors.sources.labels.facts import LabelExport, LabelGuide
from debtscope_collectors.sources.labels.plain import is_prodigy, is_table, read_prodigy, read_table
from debtscope_collectors.sources.labels.tasks import Form, Task, summary
from debtscope_collectors.sources.shape import is_list, mapping

_HINT = regex(r"label|annot|ground_?truth|prodigy|tagg(?:ed|ing)|project-\d+-at-", re.IGNORECASE)
_TASKS = regex(rb'"(?:was_cancelled|completed_by|lead_time|completions|parent_prediction|annotation_id)"')
_PRODIGY = regex(rb'"_(?:task|input)_hash"')
_CSV = regex(rb"^[^\r\n]{0,2000}(?:annotation_id|annotator)", re.IGNORECASE)
_TABLE = regex(
    r"(?:^|[/_.-])(?:labels?|annotations?|labell?ed|ground_?truth|relabel\w*)(?:[_.\d-]\w{0,40})*\.csv$", re.IGNORECASE
)
_GUIDE = regex(
    r"(?:label+ing|labels?|annotation|annotator|tagging|coding)[\w -]{0,20}(?:guide|guideline|instruction|manual|codebook|rubric|protocol|handbook)s?"
    r"|(?:guide|guideline|instruction|handbook|codebook)s?[\w -]{0,16}(?:label|annotat)",
    re.IGNORECASE,
)
_DOCUMENTS = ("*.md", "*.rst", "*.txt", "*.pdf", "*.docx", "*.html", "*.ipynb")
_MAX_ROWS = 200_000


class LabelsCollector:
    """Label exports and labelling guides."""

    name = "labels"
    is_pure = True
    kind = "label exports"
    how = (
        "Save exports of Label Studio (JSON, JSON-MIN, CSV) or Prodigy (JSONL) in the repository, "
        "or name their folder with --monitoring."
    )
    provides = (LabelExport, LabelGuide)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A LabelExport per export, a LabelGuide per document that tells how to label."""
        paths: list[str] = []
        for path in exports(workspace, "*.json", "*.jsonl", "*.ndjson", "*.csv", hint=_HINT, promises=_promises):
            try:
                found = _read(workspace, path)
            except Unreadable as error:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=error.message
                )
                continue
            if found is not None:
                paths.append(path)
                yield summary(path, *found)
        for entry in workspace.find(*_TABLES):
            if _TABLE.search(entry.path) and entry.path not in paths and entry.size <= 24 * 1024 * 1024:
                found = _table(workspace, entry.path)
                if found is not None:
                    paths.append(entry.path)
                    yield summary(entry.path, *found)
        for entry in workspace.find(*_DOCUMENTS):
            if _GUIDE.search(entry.path.rpartition("/")[2].replace("_", " ")):
                yield LabelGuide(path=entry.path)
        if paths:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=paths[0], status=SourceStatus.READ,
                detail=counted(len(paths), "export"), read_files=len(paths),
            )  # fmt: skip


_TABLES = ("*.csv",)


def _promises(head: bytes) -> bool:
    return (
        _TASKS.search(head) is not None
        or _PRODIGY.search(head) is not None
        or (not head.lstrip().startswith((b"[", b"{")) and _CSV.search(head) is not None)
    )


def _read(workspace: Workspace, path: str) -> tuple[Form, list[Task]] | None:
    """What an export holds; None when it only looked like one. Raises Unreadable."""
    if path.endswith(".csv"):
        rows = _rows(workspace.text(path))
        return studio.read_min(rows, "label-studio-csv") if studio.is_min(rows) else None
    if path.endswith(".json"):
        document = workspace.json(path)
        entries: Sequence[object] = document if is_list(document) else (document,)
    else:
        entries = [value for _, value in json_lines(workspace.text(path)) if value is not None]
    if studio.is_tasks(entries):
        return studio.read_tasks(entries)
    if studio.is_min(entries):
        return studio.read_min(entries, "label-studio-min")
    if is_prodigy(entries):
        return read_prodigy(entries)
    return None


def _table(workspace: Workspace, path: str) -> tuple[Form, list[Task]] | None:
    try:
        rows = _rows(workspace.text(path))
    except Unreadable:
        return None  # the files collector tells what could not be read
    return read_table(rows) if is_table(rows) else None


def _rows(text: str) -> list[object]:
    """Rows of a delimited text; a file that is none gives nothing."""
    first = text[:20_000].partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    rows: list[object] = []
    try:
        for row in reader:
            rows.append({key: value for key, value in mapping(row).items() if isinstance(value, str)})
            if len(rows) >= _MAX_ROWS:
                break
    except csv.Error:
        return []
    return rows


collector: Collector = LabelsCollector()

"""Reads SQL files by their words, and contracts, catalogues and exposures that name consumers."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from debtscope_collectors.sources.interfaces.facts import EXPLORATION, ConsumerDeclaration, CreatedTable, SqlFile
from debtscope_collectors.sources.queries import all_columns, is_bounded, is_source, own_names

NAME = "interfaces"
_SQL = ("*.sql", "*.hql", "*.bq")
_CONTRACTS = (
    "*datacontract*.y*ml", "*data-contract*.y*ml", "*data_contract*.y*ml", "*.odcs.y*ml", "**/contracts/*.y*ml", "contracts/*.y*ml",
)  # fmt: skip
_CATALOGUES = ("catalog-info.yaml", "catalog-info.yml")
_LISTS = ("consumers.y*ml", "consumers.json", "consumers.toml", "CONSUMERS.md", "*-consumers.y*ml")
_EXPOSURES = ("*exposures*.y*ml", "schema.y*ml")
_READS = regex(r"\b(?:from|join)\s{1,40}([\w.`\"\[\]{}\-]{1,200})(?![\w.]|\s{0,3}\()", re.IGNORECASE)
_WRITES = regex(
    r"\b(?:insert\s{1,9}(?:overwrite\s{1,9})?(?:into|table)|merge\s{1,9}into|create\s{1,9}(?:or\s{1,9}replace\s{1,9})?"
    r"(?:(?:temp|temporary|unlogged|external|transient)\s{1,9})?(?:table|view|materialized\s{1,9}view)(?:\s{1,9}if\s{1,9}not\s{1,9}exists)?)\s{1,40}([\w.`\"\[\]{}\-]{1,200})",
    re.IGNORECASE,
)
_SAID, _TRUE = (
    r"(?:y_?pred|predict|forecast|y_?hat|estimated)\w{0,40}",
    r"(?:actual|realized|realised|observed|y_?true|ground_?truth)\w{0,40}",
)
_ERROR = regex(
    rf"\b{_SAID}\s{{0,4}}-\s{{0,4}}(?:\w{{1,40}}\.)?{_TRUE}|\b{_TRUE}\s{{0,4}}-\s{{0,4}}(?:\w{{1,40}}\.)?{_SAID}",
    re.IGNORECASE,
)
_LABEL = regex(r"\bas\s{1,9}(?:label|target|y)\b", re.IGNORECASE)
_DUMP = regex(
    r"Application Express \(APEX\)|\bwwv_flow_api\.|PostgreSQL database (?:cluster )?dump|^-- (?:MySQL|MariaDB) dump|^-- phpMyAdmin SQL Dump"
    r"|^-- Dump completed",
    re.MULTILINE,
)
"""A database or a builder of pages wrote it out: a copy of what is elsewhere, and its `from` may stand in the text of a page."""
_HEAD = 4_000
_COMMENT = regex(r"--[^\n]{0,2000}|/\*.{0,4000}?\*/", re.DOTALL)
_CREATED = regex(
    r"\bcreate\s{1,9}(?:unlogged\s{1,9})?table\s{1,9}(?:if\s{1,9}not\s{1,9}exists\s{1,9})?([\w.`\"\[\]]{1,120})\s{0,9}\(([^;]{1,8000})",
    re.IGNORECASE,
)
_FIELD = regex(r"(?:^|,)\s{0,200}[\"'`\[]?([a-z_]\w{1,60})[\"'`\]]?\s{1,40}[a-z]", re.IGNORECASE)
_MAX_FILES = 3000
_MAX_BYTES = 512 * 1024
_MAX_TEXT = 8000


class InterfacesCollector:
    """Queries, and files that declare consumers; sections of documents are for the joins."""

    name = NAME
    kind = "SQL files and declarations of consumers"
    how = "Commit the SQL, and name consumers in a data contract, catalog-info.yaml, dbt exposure or README section."
    provides = (SqlFile, CreatedTable, ConsumerDeclaration)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A SqlFile per SQL file, a ConsumerDeclaration per document or section."""
        count, first = 0, ""
        for path, kind in _candidates(workspace):
            try:
                facts = list(_read(path, kind, workspace.text(path)))
            except Unreadable as error:
                yield Diagnostic(severity=DiagnosticSeverity.WARNING, collector=NAME, path=path, message=error.message)
                continue
            count, first = count + bool(facts), first or (path if facts else "")
            yield from facts
        if count:
            yield SourceReport(
                collector=NAME, kind=self.kind, location=first, status=SourceStatus.READ, detail=counted(count, "file"),
                read_files=count,
            )  # fmt: skip


def _candidates(workspace: Workspace) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    kinds = (
        (_SQL, "sql"), (_CONTRACTS, "contract"), (_CATALOGUES, "catalogue"), (_LISTS, "consumers"),
        (_EXPOSURES, "exposure"),
    )  # fmt: skip
    for globs, kind in kinds:
        for entry in workspace.find(*globs)[:_MAX_FILES]:
            if entry.path not in seen and entry.size <= _MAX_BYTES:
                seen.add(entry.path)
                yield entry.path, kind


def _read(path: str, kind: str, text: str) -> Iterator[object]:
    if kind == "sql":
        if not _DUMP.search(text[:_HEAD]):
            bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
            yield sql_file(path, bare)
            yield from created_tables(path, bare)
    elif kind != "exposure" or "exposures:" in text:
        yield ConsumerDeclaration(path=path, kind=kind, text=text[:_MAX_TEXT])


def created_tables(path: str, text: str) -> Iterator[CreatedTable]:
    """Of a text without comments: the first word of every part of the list."""
    for found in _CREATED.finditer(text) if "TABLE" in text or "table" in text else ():
        columns = tuple(dict.fromkeys(name.lower() for name in _FIELD.findall(found[2])))
        table = found[1].rpartition(".")[2].strip('"`[]')
        yield CreatedTable(path=path, table=table, columns=columns, line=text.count("\n", 0, found.start()) + 1)


def sql_file(path: str, text: str) -> SqlFile:
    """Tables by their words, comments left out."""
    bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    return SqlFile(
        path=path,
        reads=tuple(_tables(_READS, bare)),
        writes=tuple(_tables(_WRITES, bare)),
        makes_label=bool(_LABEL.search(bare)),
        has_exploration=bool(EXPLORATION.search(bare)),
        all_columns=all_columns(bare),
        bounded=is_bounded(bare),
        is_template="{{" in bare or "{%" in bare,
        measures_errors=bool(_ERROR.search(bare)),
    )


def _tables(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    own = own_names(text)
    for found in pattern.finditer(text):
        if found[1].lower() in own or not is_source(text, found.start(), found[1]):
            continue
        yield found[1].strip('`"[]{}').replace('"', "").replace("`", ""), text.count("\n", 0, found.start()) + 1


collector: Collector = InterfacesCollector()

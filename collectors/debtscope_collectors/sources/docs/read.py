"""Reads documentation pages whole. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.docs.facts import DocPage, Expiry
from debtscope_collectors.sources.docs.topics import FORM, topics

_PAGES: Final = ("*.md", "*.markdown", "*.rst", "*.adoc", "*.txt", "README", "RUNBOOK", "*.mdx")
_SETTINGS: Final = (
    "*.tf",
    "*.sql",
    "*lifecycle*.json",
    "*lifecycle*.y*ml",
    "*cloudformation*.y*ml",
    "serverless.y*ml",
    "template.y*ml",
)
_EXPIRES: Final = regex(
    r"\b(?:lifecycle_rule|expiration_days|expiration\s{0,3}\{|partition_expiration|default_table_expiration|ExpirationInDays|retention_in_days|RetentionInDays"
    r"|retention\.ms|time_to_live|TimeToLive|aws_s3_bucket_lifecycle_configuration|TTL\s{1,5}\w+\s{0,5}\+|drop_chunks|add_retention_policy)"
    r"|\bdelete\s{1,5}from\b[^;]{0,200}\binterval\b",
    re.IGNORECASE,
)
_LARGEST: Final = 2_000_000
_CHARACTERS: Final = 200_000
_MOST_PAGES: Final = 2_000
_MOST_HEADINGS: Final = 400
_NO_PAGE: Final = regex(
    r"(?:^|/)(?:requirements[^/]*|constraints[^/]*|CMakeLists|robots|vocab[^/]*|[^/]*stop_?words[^/]*|LICEN[CS]E[^/]*|top_level|SOURCES)\.(?:txt|md)$"
    r"|(?:^|/)(?:node_modules|site-packages|\.ipynb_checkpoints|third_party|vendor|fixtures|testdata)/"
    r"|(?:^|/)(?:data|datasets)/(?!(?:[^/]+/)?(?:README|DATASHEET|DATA)[^/]*$)"
    r"|(?:^|/)(?:[^/]{1,80}[_.\-])?(?<!change.)logs?\d{0,3}\.txt$"
)
"""Lists of packages and words, licences, other people's pages, what programs wrote, and data; what tells of a data folder is a page."""
_FORM: Final = regex(r"(?:^|[/_.\-])templates?\.(?:md|markdown|rst|adoc|txt|mdx)$", re.IGNORECASE)
"""A form to fill in says what somebody should write down, not that anybody did."""
_CHANGES: Final = regex(
    r"(?:^|/)(?:change(?:s|log)|history|news|releases?(?:[-_]notes?)?|upgrad\w+|migrat\w+)[^/]*$", re.I
)
_HEADING: Final = regex(r"(?:#{1,6}|={1,5})[ \t]+(\S.{0,200})")
_UNDERLINE: Final = regex(r"([=\-~^\"*+#])\1{2,}\s*")


@frozen
class _Said:
    """What is kept of an untouched page."""

    headings: tuple[tuple[int, str], ...]
    topics: tuple[tuple[str, int], ...]


class DocsCollector:
    """Documentation pages."""

    name = "docs"
    kind = "documentation"
    how = "Keep a README and pages in docs/ beside the code: what is written down elsewhere cannot be seen."
    provides = (DocPage, Expiry)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A DocPage each, the largest repositories' first two thousand; an Expiry for each settings file that has one."""
        yield from self._expiries(workspace)
        entries = [entry for entry in workspace.find(*_PAGES) if _is_page(entry)]
        read = 0

        def said(entry: FileEntry) -> Iterator[_Said]:
            text = workspace.text(entry.path)[:_CHARACTERS]
            yield _Said(headings=tuple(_headings(text)), topics=tuple(topics(text)))

        for entry, found in workspace.each(f"docs 1 {FORM}", (_Said,), entries[:_MOST_PAGES], said):
            try:
                text = workspace.text(entry.path)[:_CHARACTERS]
            except Unreadable as error:
                yield self._told(entry.path, error.message, DiagnosticSeverity.WARNING)
                continue
            for one in found or ():
                read += 1
                yield DocPage(
                    path=entry.path, kind=_kind(entry.path), headings=one.headings, topics=one.topics, text=text
                )  # fmt: skip
        if len(entries) > _MOST_PAGES:
            yield self._told("", f"{len(entries) - _MOST_PAGES} more pages not read", DiagnosticSeverity.NOTE)
        if read:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=entries[0].path, status=SourceStatus.READ,
                detail=counted(read, "page"), read_files=read,
            )  # fmt: skip

    def _expiries(self, workspace: Workspace) -> Iterator[object]:
        for entry in workspace.find(*_SETTINGS)[:_MOST_PAGES]:
            if not 0 < entry.size <= _LARGEST:
                continue
            try:
                text = workspace.text(entry.path)[:_CHARACTERS]
            except Unreadable as error:
                yield self._told(entry.path, error.message, DiagnosticSeverity.WARNING)
                continue
            if found := next((one for one in _EXPIRES.finditer(text) if not _is_comment(text, one.start())), None):
                yield Expiry(path=entry.path, line=text.count("\n", 0, found.start()) + 1)

    def _told(self, path: str, message: str, severity: DiagnosticSeverity) -> Diagnostic:
        return Diagnostic(severity=severity, collector=self.name, path=path, message=message)


def _is_comment(text: str, at: int) -> bool:
    """A note on what one might run deletes nothing."""
    return text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith(("--", "#", "//"))


def _is_page(entry: FileEntry) -> bool:
    return 0 < entry.size <= _LARGEST and not _NO_PAGE.search(entry.path) and not _FORM.search(entry.path)


def _kind(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    if name.startswith("readme"):
        return "readme"
    return "changelog" if _CHANGES.search(path) else "page"


def _headings(text: str) -> Iterator[tuple[int, str]]:
    """Marked ones, and lines that are underlined."""
    lines = text.split("\n")
    found = 0
    is_code = False
    for number, (line, below) in enumerate(pairwise([*lines, ""]), start=1):
        if line.lstrip()[:3] in ("```", "~~~"):
            is_code = not is_code
        if is_code or len(line) > 1000:
            continue
        marked = _HEADING.match(line)
        is_underlined = line.strip()[:1] not in ("", "|") and _UNDERLINE.fullmatch(below[:200])
        words = marked[1] if marked else line if is_underlined else ""
        if words and not _UNDERLINE.fullmatch(words):
            yield number, words.strip(" #=*\t\r")
            found += 1
            if found >= _MOST_HEADINGS:
                return


collector: Collector = DocsCollector()

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
from debtscope_collectors.sources.docs.facts import DocPage

_PAGES: Final = ("*.md", "*.markdown", "*.rst", "*.adoc", "*.txt", "README", "RUNBOOK", "*.mdx")
_LARGEST: Final = 2_000_000
_CHARACTERS: Final = 200_000
_MOST_PAGES: Final = 2_000
_MOST_HEADINGS: Final = 400
_NO_PAGE: Final = re.compile(
    r"(?:^|/)(?:requirements[^/]*|constraints[^/]*|CMakeLists|robots|vocab[^/]*|[^/]*stop_?words[^/]*|LICEN[CS]E[^/]*|top_level|SOURCES)\.(?:txt|md)$"
    r"|(?:^|/)(?:node_modules|site-packages|\.ipynb_checkpoints|third_party|vendor|fixtures|testdata|data|datasets)/"
)
"""Lists of packages and words, licences, other people's pages, and data."""
_CHANGES: Final = re.compile(
    r"(?:^|/)(?:change(?:s|log)|history|news|releases?(?:[-_]notes?)?|upgrad\w+|migrat\w+)[^/]*$", re.I
)
_HEADING: Final = re.compile(r"(?:#{1,6}|={1,5})[ \t]+(\S.{0,200})")
_UNDERLINE: Final = re.compile(r"([=\-~^\"*+#])\1{2,}\s*")


class DocsCollector:
    """Documentation pages."""

    name = "docs"
    kind = "documentation"
    how = "Keep a README and pages in docs/ beside the code: what is written down elsewhere cannot be seen."
    provides = (DocPage,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A DocPage each, the largest repositories' first two thousand."""
        entries = [entry for entry in workspace.find(*_PAGES) if _is_page(entry)]
        read = 0
        for entry in entries[:_MOST_PAGES]:
            try:
                text = workspace.text(entry.path)[:_CHARACTERS]
            except Unreadable as error:
                yield self._told(entry.path, error.message, DiagnosticSeverity.WARNING)
                continue
            read += 1
            yield DocPage(path=entry.path, kind=_kind(entry.path), headings=tuple(_headings(text)), text=text)
        if len(entries) > _MOST_PAGES:
            yield self._told("", f"{len(entries) - _MOST_PAGES} more pages not read", DiagnosticSeverity.NOTE)
        if read:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=entries[0].path, status=SourceStatus.READ,
                detail=f"{read} pages", read_files=read,
            )  # fmt: skip

    def _told(self, path: str, message: str, severity: DiagnosticSeverity) -> Diagnostic:
        return Diagnostic(severity=severity, collector=self.name, path=path, message=message)


def _is_page(entry: FileEntry) -> bool:
    return 0 < entry.size <= _LARGEST and not _NO_PAGE.search(entry.path)


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

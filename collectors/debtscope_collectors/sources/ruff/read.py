"""Asks ruff about every Python file, once for each content. Judges nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib import metadata
from typing import Final

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    LintHit,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.ruff.facts import LintedFile
from debtscope_collectors.sources.ruff.groups import CODES

_LARGEST: Final = 1_500_000
_SKIPPED: Final = ("site-packages/", "node_modules/", "__pycache__/", ".ipynb_checkpoints/")
_NOQA: Final = regex(rb"#\s?noqa\b", re.IGNORECASE)
_IN_PLACE: Final = "PD002"
_OF_COLUMN: Final = regex(
    r"\]\s{0,40}\.\s{0,4}(?:fillna|replace|clip|where|mask|interpolate|ffill|bfill|update)\s{0,4}$"
)
"""`frame["x"].fillna`: what takes a column out and means to change the frame."""
_ABOVE: Final = 12
"""Lines that a call has, at most, above the one of its `inplace`."""


@frozen
class _Content:
    """What is known of a file without linting it."""

    digest: str
    excused: int
    """Marks that silence a check."""


class RuffCollector:
    """Generic Python lint."""

    name = "ruff"
    kind = "generic Python debt, by ruff"
    how = "Scan a folder with .py files."
    provides = (LintedFile,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A LintedFile for each file with hits."""
        entries = [
            e
            for e in workspace.find("*.py")
            if e.size <= _LARGEST and not any(part in f"/{e.path}" for part in _SKIPPED)
        ]
        if not entries:
            return
        keys, excused = _contents(workspace, entries)
        try:
            hits, failed = _hits(workspace, keys)
        except Unreadable as error:
            yield Diagnostic(severity=DiagnosticSeverity.WARNING, collector=self.name, path="", message=error.message)
            yield self._report(SourceStatus.FAILED, error.message, 0)
            return
        for path in failed:
            yield Diagnostic(
                severity=DiagnosticSeverity.WARNING,
                collector=self.name,
                path=path,
                message="not linted: ruff fails on it",
            )
        for path in sorted(hits):
            if hits[path]:
                yield LintedFile(path=path, hits=tuple(hits[path]), excused=excused[path])
        if hits:
            yield self._report(SourceStatus.READ, counted(len(hits), "file"), len(hits))

    def _report(self, status: SourceStatus, detail: str, count: int) -> SourceReport:
        return SourceReport(
            collector=self.name, kind=self.kind, location="", status=status, detail=detail, read_files=count
        )


def _contents(workspace: Workspace, entries: Sequence[FileEntry]) -> tuple[dict[str, str], dict[str, int]]:
    """Cache keys and `noqa` counts by path. What cannot be read is told by the collector of Python."""
    digest = blake2b(f"2 {metadata.version('ruff')} {' '.join(CODES)}".encode(), digest_size=8).hexdigest()
    keys: dict[str, str] = {}
    excused: dict[str, int] = {}
    for entry, found in workspace.each("ruff 1", (_Content,), entries, lambda entry: (_content(workspace, entry),)):
        for content in found or ():
            keys[entry.path] = f"ruff-{digest}-{content.digest}"
            excused[entry.path] = content.excused
    return keys, excused


def _content(workspace: Workspace, entry: FileEntry) -> _Content:
    """Raises Unreadable."""
    data = workspace.read(entry.path)
    name = entry.path.rpartition("/")[2].encode("utf-8", "surrogateescape")[:16]
    return _Content(
        digest=blake2b(data, digest_size=16, person=name).hexdigest(),
        excused=len(_NOQA.findall(data)) if b"noqa" in data or b"NOQA" in data else 0,
    )


def _hits(workspace: Workspace, keys: dict[str, str]) -> tuple[dict[str, Sequence[LintHit]], list[str]]:
    """From the cache, and of what it does not know by one run over all of it; and the files that ruff fails on.

    Raises Unreadable.
    """
    found: dict[str, Sequence[LintHit]] = {}
    failed: list[str] = []
    texts = workspace.texts(list(keys.values()))
    fresh = [path for path, key in keys.items() if key not in texts]
    for path, key in keys.items():
        if key in texts:
            found[path] = _loaded(texts[key])
    if fresh:
        linted = workspace.lint(fresh, CODES)
        failed = [path for path in fresh if path not in linted] if linted else []
        for path, told in linted.items():
            hits = _traps(workspace, path, told)
            workspace.keep_text(keys[path], _dumped(hits), path=path)
            found[path] = hits
    return found, failed


def _traps(workspace: Workspace, path: str, hits: Sequence[LintHit]) -> Sequence[LintHit]:
    """Without `inplace=True` of a whole frame, which does what it says; of a column taken out of one it changes a copy in pandas 3."""
    if not any(hit.code == _IN_PLACE for hit in hits):
        return hits
    lines = workspace.read(path).decode("utf-8", "replace").splitlines()
    return [hit for hit in hits if hit.code != _IN_PLACE or _is_of_column(lines, hit.line)]


def _is_of_column(lines: Sequence[str], number: int) -> bool:
    """Whether the call around `inplace` in this line is `frame["x"].fillna(` or the like."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    before = "\n".join((*lines[max(0, number - 1 - _ABOVE) : number - 1], line.partition("inplace")[0]))
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == ")") - (before[at] == "(")
        if depth < 0:
            return _OF_COLUMN.search(before, max(0, at - 200), at) is not None
    return False


def _dumped(hits: Sequence[LintHit]) -> str:
    return "\n".join(f"{hit.code} {hit.line}" for hit in hits)


def _loaded(text: str) -> Sequence[LintHit]:
    pairs = (line.partition(" ") for line in text.splitlines())
    return [LintHit(code=sys.intern(code), line=int(line)) for code, _, line in pairs if line.isdecimal()]


collector: Collector = RuffCollector()

"""Reads CODEOWNERS where GitHub, GitLab and Gitea look for it. Judges nothing."""

from __future__ import annotations

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
from debtscope_collectors.sources.owners.facts import OwnerLine

_PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
_MAX_LINES = 20_000
_LONGEST = 4000


class OwnersCollector:
    """The first CODEOWNERS file in the order in which hosts look."""

    name = "owners"
    kind = "CODEOWNERS"
    how = "Commit a CODEOWNERS file at the top, in .github/ or in docs/."
    provides = (OwnerLine,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """An OwnerLine per line that names a pattern."""
        path = next((place for place in _PLACES if workspace.entry(place)), None)
        if path is None:
            return
        try:
            text = workspace.text(path)
        except Unreadable as error:
            yield Diagnostic(severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=error.message)
            return
        lines = list(owner_lines(path, text))
        yield from lines
        yield SourceReport(
            collector=self.name, kind=self.kind, location=path, status=SourceStatus.READ,
            detail=counted(len(lines), "pattern"), read_files=1,
        )  # fmt: skip


def owner_lines(path: str, text: str) -> Iterator[OwnerLine]:
    """The patterns with their owners; a GitLab section's default owners go to patterns that name none."""
    default: tuple[str, ...] = ()
    for number, raw in enumerate(text.splitlines()[:_MAX_LINES], 1):
        words = raw[:_LONGEST].partition(" #")[0].replace("\\ ", "\0").split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].lstrip("^").startswith("["):
            default = tuple(_owner(word) for word in words if _names(word))
            continue
        owners = tuple(_owner(word) for word in words[1:] if _names(word))
        yield OwnerLine(path=path, line=number, pattern=words[0].replace("\0", " "), owners=owners or default)


def _names(word: str) -> bool:
    return "@" in word


def _owner(word: str) -> str:
    return word if word.startswith("@") else word.partition("@")[0]


collector: Collector = OwnersCollector()

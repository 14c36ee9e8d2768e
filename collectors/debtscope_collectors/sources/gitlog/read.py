"""The repository's git history as a source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from debtscope.api import Diagnostic, DiagnosticSeverity, GitHistory, SourceReport, SourceStatus, Workspace


class GitCollector:
    """Yields the one `GitHistory` where there is any."""

    name = "git"
    kind = "git history"
    how = "Scan the top folder of a git repository that has commits."
    provides: tuple[type, ...] = (GitHistory,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """The history, what of it could not be read, and one report."""
        history = workspace.history
        told = [one for one in workspace.diagnostics if one.collector == self.name]
        yield from told
        if history is not None:
            yield history
            yield from self._misdated(history, workspace.as_of)
            yield self._report(SourceStatus.READ, _detail(history))
        elif any(
            one.severity is not DiagnosticSeverity.NOTE for one in told
        ):  # there is a repository, and it could not be read: not the same as none
            yield self._report(SourceStatus.FAILED, told[-1].message)

    def _misdated(self, history: GitHistory, as_of: date) -> Iterator[Diagnostic]:
        """Commits of a day to come are told, since no rate counts them."""
        later = sum(commit.at.date() > as_of for commit in history.commits)
        if later:
            told = f"{later} of {len(history.commits)} commits are dated after {as_of}: no rate counts them"
            yield Diagnostic(severity=DiagnosticSeverity.NOTE, collector=self.name, path=".git", message=told)

    def _report(self, status: SourceStatus, detail: str) -> SourceReport:
        return SourceReport(collector=self.name, kind=self.kind, location=".git", status=status, detail=detail)


def _detail(history: GitHistory) -> str:
    oldest, newest = history.commits[-1].at.date(), history.commits[0].at.date()
    detail = f"{len(history.commits)} commits, {oldest} to {newest}"
    if history.is_shallow:
        detail += "; a shallow clone: ages are lower bounds (git fetch --unshallow brings the rest)"
    elif history.is_partial:
        detail += "; cut: older commits could not be read"
    return detail


collector = GitCollector()

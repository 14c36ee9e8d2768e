"""What went unread, as diagnostics: floods of one reason are listed up to a number and then counted."""

from __future__ import annotations

from collections import Counter

from debtscope.engine.limits import NOTES_PER_REASON
from debtscope.model.ledger import Diagnostic
from debtscope.model.vocabulary import DiagnosticSeverity


class Notes:
    """Collects diagnostics of one collector; a path is told once per reason."""

    def __init__(self, collector: str, prefix: str = "") -> None:
        self._collector = collector
        self._prefix = prefix
        self._kept: dict[tuple[str, str], Diagnostic] = {}
        self._seen: Counter[tuple[str, DiagnosticSeverity]] = Counter()

    def add(self, path: str, reason: str, severity: DiagnosticSeverity = DiagnosticSeverity.WARNING) -> None:
        """One input that was not read, or not whole."""
        if self._prefix:
            path = f"{self._prefix}/{path}" if path not in ("", ".") else self._prefix
        if (path, reason) in self._kept:
            return
        self._seen[reason, severity] += 1
        if self._seen[reason, severity] <= NOTES_PER_REASON:
            self._kept[path, reason] = Diagnostic(
                severity=severity, collector=self._collector, path=path, message=reason
            )

    def note(self, path: str, reason: str) -> None:
        """Coverage that costs nothing to know."""
        self.add(path, reason, DiagnosticSeverity.NOTE)

    def under(self, prefix: str) -> Notes:
        """The same collection, for paths below a prefix."""
        view = Notes(self._collector, prefix)
        view._kept, view._seen = self._kept, self._seen
        return view

    def diagnostics(self) -> list[Diagnostic]:
        """All that is kept, then one line per reason for what is only counted."""
        rest = [
            Diagnostic(
                severity=severity,
                collector=self._collector,
                path="",
                message=f"{count - NOTES_PER_REASON} more: {reason}",
            )
            for (reason, severity), count in self._seen.items()
            if count > NOTES_PER_REASON
        ]
        return [*self._kept.values(), *rest]

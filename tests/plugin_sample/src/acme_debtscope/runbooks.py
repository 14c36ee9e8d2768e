"""Reads `*.runbook.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from acme_debtscope.facts import Runbook
from debtscope.api import Diagnostic, DiagnosticSeverity, SourceReport, SourceStatus, Unreadable, Workspace


class RunbookCollector:
    """One fact a file; a file that cannot be read costs itself."""

    name = "runbooks"
    kind = "acme runbooks"
    how = "Keep *.runbook.yaml in the repository."
    provides = (Runbook,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Facts, diagnostics and one report."""
        files = workspace.find("*.runbook.yaml")
        for entry in files:
            try:
                documents = workspace.yaml(entry.path)
            except Unreadable as error:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=entry.path, message=error.message
                )
                continue
            first = documents[0] if documents else None
            owner = first.get("owner") if isinstance(first, dict) else None
            yield Runbook(path=entry.path, owner=owner if isinstance(owner, str) else None)
        if files:
            yield SourceReport(
                collector=self.name,
                kind=self.kind,
                location=files[0].path,
                status=SourceStatus.READ,
                read_files=len(files),
            )


collector = RunbookCollector()

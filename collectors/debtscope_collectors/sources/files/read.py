"""The workspace's own files as a source: how many there are, which are tracked, and what the walk did not read."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import FileEntry, SourceReport, SourceStatus, Workspace
from debtscope.model.figures import counted


class FilesCollector:
    """Yields every `FileEntry` that is not ignored."""

    name = "files"
    kind = "files of the workspace"
    how = "Point debtscope at a folder that holds files."

    provides: tuple[type, ...] = (FileEntry,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Entries, the walk's diagnostics and one report."""
        yield from (one for one in workspace.diagnostics if one.collector == self.name)
        files = workspace.files
        if not files:
            return
        yield from files
        tracked = sum(1 for entry in files if entry.is_tracked)
        detail = counted(len(files), "file") + (f", {tracked} tracked by git" if tracked else "")
        yield SourceReport(
            collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ, detail=detail,
            read_files=len(files),
        )  # fmt: skip


collector = FilesCollector()

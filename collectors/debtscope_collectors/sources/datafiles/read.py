"""Looks into committed data files and models: a bounded profile of tables, rows that two splits share, files with equal contents.

Everything is bounded, so that a folder of data costs a scan no more than its code: heads of some tables of each folder, a few
megabytes of splits, hashes only of files whose sizes and first bytes agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Collector, FileEntry, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.datafiles.contained import contained
from debtscope_collectors.sources.datafiles.facts import ContainedTable, EqualFiles, SplitOverlap, TableProfile
from debtscope_collectors.sources.datafiles.overlap import overlaps
from debtscope_collectors.sources.datafiles.profile import DELIMITED, profile
from debtscope_collectors.sources.datafiles.same import equal_files, is_data, is_model
from debtscope_collectors.sources.heads import NEVER

_STORE = regex(r"(?:^|/)(?:mlruns|mlartifacts|wandb|lightning_logs)[^/]*/")
TABLES = 40
PER_FOLDER = 4
"""Tables of one folder: parts of one data set smell alike."""


class DataFilesCollector:
    """Profiles, overlaps and copies: of files that are here, and of those that DVC's pointers name."""

    name = "datafiles"
    kind = "committed data files and models"
    how = "Nothing to provide: data files in the repository, and the copies that DVC keeps there, are looked into."
    provides = (TableProfile, SplitOverlap, EqualFiles, ContainedTable)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Facts and one report."""
        files = _kept(workspace)
        tables = [entry for entry in files if entry.path.endswith(DELIMITED)]
        for entry in _some(tables):
            try:
                found = profile(workspace, entry)
            except Unreadable:
                continue  # the files collector tells what could not be read
            if found is not None:
                yield found
        yield from overlaps(workspace, files)
        equal = list(equal_files(workspace, files))
        yield from equal
        yield from contained(workspace, tables)
        if files or equal:
            detail = f"{counted(len(files), 'file')}, {len(tables)} of them tables"
            yield SourceReport(
                collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ, detail=detail,
                read_files=len(files),
            )  # fmt: skip


def _kept(workspace: Workspace) -> list[FileEntry]:
    """Data files and models that git tracks or DVC keeps in the working copy; of caches and stores of runs, none."""
    found = {
        entry.path: entry
        for entry in workspace.files
        if entry.is_tracked is not False and entry.size and (is_data(entry.path) or is_model(entry.path))
    }
    for pointer in workspace.find("*.dvc"):
        entry = workspace.entry(pointer.path.removesuffix(".dvc"))
        if entry is not None and entry.size and (is_data(entry.path) or is_model(entry.path)):
            found.setdefault(entry.path, entry)
    return [found[path] for path in sorted(found) if not NEVER.search(path) and not _STORE.search(path)]


def _some(tables: list[FileEntry]) -> Iterator[FileEntry]:
    """The largest of each folder first, and no more than a scan can afford."""
    seen: dict[str, int] = {}
    left = TABLES
    for entry in sorted(tables, key=lambda one: (-one.size, one.path)):
        folder = entry.path.rpartition("/")[0]
        seen[folder] = seen.get(folder, 0) + 1
        if seen[folder] <= PER_FOLDER and left:
            left -= 1
            yield entry


collector: Collector = DataFilesCollector()

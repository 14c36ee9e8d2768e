"""Opens what a scan was pointed at: the walk of the root, the paths that the user named, and the repository around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from datetime import date
from pathlib import Path
from typing import Any

from debtscope.api import FileEntry
from debtscope.engine.files import FolderReader, why
from debtscope.engine.git.opened import OpenedRepository
from debtscope.engine.git.shared_log import SharedLog
from debtscope.engine.git.tree import list_tree
from debtscope.engine.git.upstream import UpstreamRepository
from debtscope.engine.held import Memory
from debtscope.engine.ignore import IgnoreFile
from debtscope.engine.index import FileIndex
from debtscope.engine.notes import Notes
from debtscope.engine.remembered import RecordCache
from debtscope.engine.sources import FileSource, NamedPaths
from debtscope.engine.view import Parts, ScanWorkspace
from debtscope.engine.walk import Found, Walk
from debtscope.model.errors import UsageError
from debtscope.model.rule import Facet
from debtscope.model.settings import Settings
from debtscope.model.text import printable


def open_workspace(
    root: Path,
    *,
    as_of: date,
    settings: Settings,
    facets: Sequence[Facet[Any, Any]] = (),
    mlflow: Sequence[str] = (),
    monitoring: Sequence[str] = (),
    sarif: Sequence[str] = (),
    upstream: Sequence[str] = (),
    rev: str | None = None,
    past: bool = False,
    cache: RecordCache | None = None,
    memory: Memory | None = None,
) -> ScanWorkspace:
    """Lists a folder (or, with `rev` or for a bare repository, a commit) and whatever else the user named.

    `past` lets collectors see what files were in past commits.

    `memory` holds what was read and made of blobs from one commit's scan to the next's.

    Raises UsageError where the root, a named path or the revision does not exist.
    """
    clones = [UpstreamRepository(given) for given in upstream]
    parts = _open_parts(
        root, clones, settings=settings, mlflow=mlflow, monitoring=monitoring, sarif=sarif, rev=rev, past=past, cache=cache,
        log=memory.log if memory is not None else None,
    )  # fmt: skip
    return ScanWorkspace(parts, as_of=as_of, settings=settings, facets=facets, cache=cache, memory=memory)


def _open_parts(
    root: Path,
    upstream: Sequence[UpstreamRepository],
    *,
    settings: Settings,
    mlflow: Sequence[str],
    monitoring: Sequence[str],
    sarif: Sequence[str],
    rev: str | None,
    past: bool,
    cache: RecordCache | None,
    log: SharedLog | None,
) -> Parts:
    notes = Notes("files")
    try:
        root = root.resolve(strict=True)
        reader = FolderReader(root)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle
        reason = why(error) if isinstance(error, OSError) else "no folder"
        raise UsageError(f"{printable(str(root))}: {reason}", "name a folder to scan") from None
    repository = OpenedRepository(root, rev)
    source: FileSource = reader
    if repository.is_tree:
        source, blobs = repository.source()
        found = list_tree(blobs, source, notes)
    else:
        rules = (IgnoreFile(repository.exclude, ""),) if repository.exclude else ()
        found = Walk(
            reader, notes, rules=rules, tracked=repository.tracked or frozenset(), submodules=repository.submodules
        ).run()
    _note_hidden(found, repository.tracked or frozenset(), notes)
    named = NamedPaths(root, None if repository.is_tree else reader, notes)
    stores = _name(named, found, mlflow, settings.mlflow, beside=True)  # a store's artefacts lie beside it
    _name(named, found, monitoring, settings.monitoring)
    reports = _name(named, found, sarif, settings.sarif)
    drop_ignored_by_settings(found, settings.ignore, notes)

    def close() -> None:
        source.close()
        reader.close()
        for opened in (repository, *upstream):
            opened.close()

    return Parts(
        index=FileIndex(_entries(found, named.named.files, repository.tracked), found.folders | named.named.folders),
        source=source, mounts=named.named.mounts, mlflow=tuple(stores), sarif=tuple(reports), upstream=upstream, close=close,
        notes=lambda: (*notes.diagnostics(), *repository.notes.diagnostics()),
        history=lambda: repository.history(reader, cache, log), past=repository.past if past else None, is_commit=repository.is_tree,
    )  # fmt: skip


def _note_hidden(found: Found, tracked: Set[str], notes: Notes) -> None:
    """What the walk passed over on purpose: told where git says that it is part of the project."""
    inside: Counter[str] = Counter()
    if found.skipped:
        for path in tracked:
            parts = path.split("/")
            for depth in range(1, len(parts)):
                if (folder := "/".join(parts[:depth])) in found.skipped:
                    inside[folder] += 1
                    break
    for folder, count in sorted(inside.items()):
        if folder.rpartition("/")[2] != ".debtscope":
            notes.note(folder, f"not read: an environment or cache, though {count} of its files are tracked")
    if found.ignored and not found.files:
        notes.add(".gitignore", f"all {len(found.ignored)} files are hidden by .gitignore")


def _name(
    named: NamedPaths, found: Found, given: Sequence[str], from_settings: Sequence[str], *, beside: bool = False
) -> list[str]:
    """Workspace paths of what the user and then the settings named, each once."""
    paths = [named.from_user(one, found, beside=beside) for one in given]
    paths += [path for one in from_settings if (path := named.from_settings(one, found)) is not None]
    return list(dict.fromkeys(paths))


def drop_ignored_by_settings(found: Found, globs: Sequence[str], notes: Notes) -> None:
    """Leaves out what the settings leave out, read as lines of a `.gitignore`, and says how much that is."""
    for glob in globs:
        rules = IgnoreFile(glob, "")
        left_out: dict[str, bool] = {"": False}
        gone = 0
        for listed in (found.files, found.ignored):
            for path in list(listed):
                if _is_left_out(path, rules, left_out):
                    del listed[path]
                    gone += 1
        if gone:
            notes.note("debtscope.toml", f"{gone} files left out by ignore = {glob!r}")


def _is_left_out(path: str, rules: IgnoreFile, folders: dict[str, bool]) -> bool:
    folder, _, name = path.rpartition("/")
    missing: list[str] = []
    while folder not in folders:
        missing.append(folder)
        folder = folder.rpartition("/")[0]
    state = folders[folder]
    for one in reversed(missing):
        state = state or rules.verdict(one, one.rpartition("/")[2], True) is True
        folders[one] = state
    return state or rules.verdict(path, name, False) is True


def _entries(found: Found, named: dict[str, int], tracked: Set[str] | None) -> list[FileEntry]:
    def entry(path: str, size: int, is_ignored: bool) -> FileEntry:
        return FileEntry(path, size, None if tracked is None else path in tracked, is_ignored)

    entries = {path: entry(path, size, True) for path, size in {**named, **found.ignored}.items()}
    entries |= {path: entry(path, size, False) for path, size in found.files.items()}
    return list(entries.values())

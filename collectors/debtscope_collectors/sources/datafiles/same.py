"""Files with equal contents: by the hashes of DVC, else by size, first bytes and md5, each asked only where the one before agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debtscope.api import FileEntry, Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.datafiles.facts import DATA_FILES, MODEL_FILES, EqualFiles

_LEAST_DATA = 10_000
"""Smaller tables are examples and settings."""
_LEAST_MODEL = 20
"""An empty model is nobody's copy; a pointer of LFS names its content."""
_HEAD = 4096
_HASHED = 96 * 1024 * 1024
"""Bytes that are hashed for this in all."""
_POINTED = regex(r"^\s*-?\s*md5:\s*([0-9a-f]{32}(?:\.dir)?)\s*$", re.MULTILINE)
_POINTER = 4096


def is_data(path: str) -> bool:
    """By its ending."""
    return path.lower().endswith(DATA_FILES)


def is_model(path: str) -> bool:
    """By its ending: a model, or what is kept beside one."""
    return path.lower().endswith(MODEL_FILES)


def equal_files(workspace: Workspace, files: Sequence[FileEntry]) -> Iterator[EqualFiles]:
    """Groups of two and more, by their first path."""
    by_size: dict[tuple[int, str], list[FileEntry]] = {}
    for entry in files:
        kind = "model" if is_model(entry.path) else "data"
        if entry.size >= (_LEAST_MODEL if kind == "model" else _LEAST_DATA):
            by_size.setdefault((entry.size, kind), []).append(entry)
    room = _HASHED
    found: list[EqualFiles] = []
    for (size, kind), members in sorted(by_size.items()):
        for alike in _by_head(workspace, members) if len(members) > 1 else ():
            room -= size * len(alike) if size > _HEAD else 0
            if room < 0:
                break
            groups = _by_content(workspace, alike) if size > _HEAD else [[entry.path for entry in alike]]
            found += [EqualFiles(paths=tuple(g), size=size, kind=kind, told_by="content") for g in groups]
    told = {path for group in found for path in group.paths}
    found += [group for group in _by_pointer(workspace) if not told.issuperset(group.paths)]
    yield from sorted(found, key=lambda group: group.paths)


def _by_head(workspace: Workspace, members: Sequence[FileEntry]) -> list[list[FileEntry]]:
    groups: dict[bytes, list[FileEntry]] = {}
    for entry in members:
        try:
            groups.setdefault(workspace.head(entry.path, _HEAD), []).append(entry)
        except Unreadable:
            continue
    return [group for group in groups.values() if len(group) > 1]


def _by_content(workspace: Workspace, alike: Sequence[FileEntry]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for entry in alike:
        try:
            groups.setdefault(workspace.md5(entry.path), []).append(entry.path)
        except Unreadable:
            continue
    return [group for group in groups.values() if len(group) > 1]


def _by_pointer(workspace: Workspace) -> Iterator[EqualFiles]:
    """What `.dvc` files say of contents that are not here."""
    groups: dict[str, list[str]] = {}
    for pointer in workspace.find("*.dvc"):
        if pointer.is_tracked is False or pointer.size > _POINTER:
            continue
        try:
            hashes = _POINTED.findall(workspace.text(pointer.path))
        except Unreadable:
            continue
        if len(hashes) == 1:
            groups.setdefault(hashes[0], []).append(pointer.path.removesuffix(".dvc"))
    for paths in groups.values():
        if len(paths) > 1:
            kind = "model" if all(map(is_model, paths)) else "data"
            yield EqualFiles(paths=tuple(sorted(paths)), size=0, kind=kind, told_by="dvc")

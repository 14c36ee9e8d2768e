"""Whether anything that a scan rests on has changed since the last one, told from names, sizes and times without reading."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.engine.limits import COARSE_FRESH_NS, FRESH_NS
from debtscope.engine.walk import SKIPPED_FOLDERS

if TYPE_CHECKING:
    from debtscope.engine.registry import Registry

MOST_FILES = 200_000
"""Beyond this many files the answer would cost more than it saves."""
_GIT_FILES = ("HEAD", "index", "packed-refs", "config", "shallow", "info", "refs", "worktrees", "objects/info")


class _TooMany(Exception):
    """More files than the answer is worth."""


def fingerprint(root: Path, named: Iterable[Path], parts: Iterable[str], *, now_ns: int) -> str:
    """A digest of every file's identity (path, size, times, inode), of git's refs and the options.

    Empty where it cannot be known: too many files, a git folder elsewhere, or a file so fresh that a later change of
    it could go by unnoticed.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    newest, is_coarse = 0, True
    git = root / ".git"
    if git.is_symlink() or git.is_file():  # a linked work tree or submodule: its refs lie elsewhere
        return ""
    places = [(root, True), *((git / name, False) for name in _GIT_FILES)]
    places += [(path, False) for path in named]
    try:
        for line, modified in _lines(places):
            digest.update(line)
            newest = max(newest, modified)
            is_coarse = is_coarse and modified % 1_000_000_000 == 0
    except _TooMany:
        return ""
    if newest > now_ns - (COARSE_FRESH_NS if is_coarse else FRESH_NS):
        return ""
    return digest.hexdigest()


def state_of_code(registry: Registry | None) -> str:
    """A digest of our own code and the plugins', by the identity of its files; empty where there is too much of it."""
    digest = hashlib.sha256()
    for rule in () if registry is None else registry.rules:
        digest.update(f"{rule.id}:{rule.version}".encode())
    try:
        for line, _ in _lines([(folder, True) for folder in code_folders(registry)]):
            digest.update(line)
    except _TooMany:
        return ""
    return digest.hexdigest()


def _lines(places: Iterable[tuple[Path, bool]]) -> Iterator[tuple[bytes, int]]:
    count = 0
    for place, is_scanned in places:
        pending = [os.fsencode(place)]
        while pending:
            path = pending.pop()
            count += 1
            if count > MOST_FILES:
                raise _TooMany
            try:
                status = os.lstat(path)
            except OSError:
                yield path + b"\0gone\0", 0
                continue
            # A folder's own times change with what we write ourselves (.debtscope), and its names are listed anyway.
            is_folder = (status.st_mode & 0o170000) == 0o040000
            facts = () if is_folder else (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
            changed = 0 if is_folder else max(status.st_mtime_ns, status.st_ctime_ns)
            yield path + f"\0{status.st_mode}{facts}\0".encode(), changed
            if is_folder:
                pending.extend(_below(path, is_scanned))


def _below(folder: bytes, is_scanned: bool) -> list[bytes]:
    skipped = SKIPPED_FOLDERS if is_scanned else frozenset[str]()
    try:
        with os.scandir(folder) as entries:
            return sorted((e.path for e in entries if os.fsdecode(e.name) not in skipped), reverse=True)
    except OSError:
        return []


def code_folders(registry: Registry | None) -> list[Path]:
    """The folders that hold our own code and the plugins': an edited rule must be seen without a raised version.

    Of the installed plugins without loading them, or of those in a registry that was put together by hand.
    """
    if registry is None:
        from importlib import metadata

        groups = ("debtscope.collectors", "debtscope.rules")
        modules = {entry.module for group in groups for entry in metadata.entry_points(group=group)}
    else:
        modules = {type(collector).__module__ for collector in registry.collectors}
        modules |= {rule.check.__module__ for rule in registry.rules}
    packages = sorted({"debtscope", *(name.partition(".")[0] for name in modules)})
    return sorted({place for name in packages if (place := _place(name)) is not None})


def _place(package: str) -> Path | None:
    """A package's folder; of a single module its file alone."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.origin:
        return None
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)

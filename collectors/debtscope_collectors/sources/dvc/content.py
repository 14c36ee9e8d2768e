"""What stands today at the paths that a lock names. Hashes no more than a comparison needs."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from debtscope.api import FileEntry, Unreadable, Workspace
from debtscope_collectors.sources.dvc.facts import DvcProject, LockedPath, PathNow

MAX_FILE = 64 * 1024 * 1024
MAX_TEXT = 8 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
MAX_FOLDER = 3_000
"""Files of one folder that are hashed."""
_TEXT_BYTES = frozenset(range(32, 127)) | frozenset(b"\n\r\t\f\b")


@dataclass(slots=True)
class _Budget:
    left: int = MAX_TOTAL

    def take(self, size: int) -> bool:
        """Whether so many bytes may still be hashed."""
        if size > MAX_FILE or size > self.left:
            return False
        self.left -= size
        return True


def contents(workspace: Workspace, project: DvcProject) -> DvcProject:
    """The project with `now` filled: one entry per locked path of its stages at which something stands."""
    asked: dict[str, list[LockedPath]] = {}
    for locked in _locked(project):
        asked.setdefault(locked.path, []).append(locked)
    budget = _Budget()
    kept = project.tracked_outputs()
    now: dict[str, PathNow] = {}
    for path, entries in asked.items():
        if not path or path.startswith(("/", "~", "../")) or "://" in path:
            continue
        found = workspace.entry(path)
        if found is not None:
            # What DVC itself keeps and git does not is judged by the hash that is committed for it.
            wanted = found.is_tracked is not False or path not in kept
            now[path] = _file(workspace, found, entries, budget if wanted else _Budget(0))
        elif workspace.is_dir(path):
            now[path] = _folder(workspace, path, entries, budget)
    return replace(project, now=now)


def _locked(project: DvcProject) -> Iterator[LockedPath]:
    for stage in project.stages:
        if stage.locked:
            yield from stage.locked.deps
            yield from stage.locked.outs


def _file(workspace: Workspace, found: FileEntry, entries: Iterable[LockedPath], budget: _Budget) -> PathNow:
    old = any(locked.hash_name is None for locked in entries)
    sizes = {locked.size for locked in entries}
    plain = PathNow(md5s=(), size=found.size, in_git=found.is_tracked)
    if not old and None not in sizes and found.size not in sizes:
        return plain  # another size is another content
    if not budget.take(found.size):
        return plain
    try:
        md5s = [workspace.md5(found.path)]
        if old and found.size <= MAX_TEXT:
            md5s += _unix_md5(workspace.read(found.path))
    except Unreadable:
        return plain
    return replace(plain, md5s=tuple(dict.fromkeys(md5s)))


def _unix_md5(data: bytes) -> list[str]:
    """DVC 2 hashed text with LF line ends."""
    start = data[:512]
    odd = sum(byte not in _TEXT_BYTES for byte in start)
    if b"\x00" in start or b"\r\n" not in data or odd > 0.3 * len(start):
        return []
    return [hashlib.md5(data.replace(b"\r\n", b"\n"), usedforsecurity=False).hexdigest()]


def _folder(workspace: Workspace, path: str, entries: Iterable[LockedPath], budget: _Budget) -> PathNow:
    """A folder's hash as DVC makes it: the md5 of the JSON list of its files' hashes, where all of them stand here."""
    pattern = posixpath.join(path.replace("[", "[[]"), "**")
    files = [f for f in workspace.find(pattern, ignored=True) if f.path.startswith(path + "/")]
    size = sum(f.size for f in files)
    plain = PathNow(md5s=(), size=size, in_git=_in_git(files), nfiles=len(files))
    wanted = {locked.nfiles for locked in entries}
    if not files or len(files) > MAX_FOLDER or (None not in wanted and len(files) not in wanted):
        return plain
    parts: list[dict[str, str]] = []
    for found in sorted(files, key=lambda f: f.path):
        if not budget.take(found.size):
            return plain
        try:
            parts.append({"md5": workspace.md5(found.path), "relpath": found.path[len(path) + 1 :]})
        except Unreadable:
            return plain
    text = json.dumps(parts, sort_keys=True)
    return replace(plain, md5s=(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() + ".dir",))


def _in_git(files: Iterable[FileEntry]) -> bool | None:
    marks = {found.is_tracked for found in files}
    return None if marks == {None} else True in marks

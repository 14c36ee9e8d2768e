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
    sizes = {locked.size for locked in entries}
    wanted = {locked.md5 for locked in entries}
    plain = PathNow(md5s=(), size=found.size, in_git=found.is_tracked)
    # Another size is another content, unless only the line ends differ.
    may_be_text = found.size <= MAX_TEXT
    if not may_be_text and None not in sizes and found.size not in sizes:
        return plain
    if not budget.take(found.size):
        return plain
    try:
        md5s = [workspace.md5(found.path)]
        if may_be_text and not wanted & set(md5s):
            md5s += _other_line_ends(workspace.read(found.path))
    except Unreadable:
        return plain
    return replace(plain, md5s=tuple(dict.fromkeys(md5s)))


def _other_line_ends(data: bytes) -> list[str]:
    """The hashes of a text with LF and with CRLF line ends.

    DVC 2 hashed text with LF; DVC 3 hashes the bytes, which on Windows are often git's CRLF of the very same file.
    """
    start = data[:512]
    odd = sum(byte not in _TEXT_BYTES for byte in start)
    if b"\x00" in start or b"\n" not in data or odd > 0.3 * len(start):
        return []
    unix = data.replace(b"\r\n", b"\n")
    forms = (unix, unix.replace(b"\n", b"\r\n"))
    return [hashlib.md5(form, usedforsecurity=False).hexdigest() for form in forms]


def _folder(workspace: Workspace, path: str, entries: Iterable[LockedPath], budget: _Budget) -> PathNow:
    """A folder's hash as DVC makes it: the md5 of the JSON list of its files' hashes, where all of them stand here."""
    pattern = posixpath.join(path.replace("[", "[[]"), "**")
    files = [f for f in workspace.find(pattern, ignored=True) if f.path.startswith(path + "/")]
    size = sum(f.size for f in files)
    plain = PathNow(
        md5s=(), size=size, in_git=_in_git(files), nfiles=len(files), ntracked=sum(f.is_tracked is True for f in files)
    )
    wanted = {locked.nfiles for locked in entries}
    if not files or len(files) > MAX_FOLDER or (None not in wanted and len(files) not in wanted):
        return plain
    forms: list[list[str]] = []
    for found in sorted(files, key=lambda f: f.path):
        if not budget.take(found.size):
            return plain
        try:
            forms.append([workspace.md5(found.path)])
            if found.is_tracked is not False and found.size <= MAX_TEXT:
                forms[-1] += _other_line_ends(workspace.read(found.path))
        except Unreadable:
            return plain
    names = [f.path[len(path) + 1 :] for f in sorted(files, key=lambda f: f.path)]
    hashes = (_folder_md5(names, [own[min(form, len(own) - 1)] for own in forms]) for form in range(3))
    return replace(plain, md5s=tuple(dict.fromkeys(hashes)))


def _folder_md5(names: Iterable[str], md5s: Iterable[str]) -> str:
    parts = [{"md5": md5, "relpath": name} for name, md5 in zip(names, md5s, strict=True)]
    text = json.dumps(parts, sort_keys=True)
    return hashlib.md5(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest() + ".dir"


def _in_git(files: Iterable[FileEntry]) -> bool | None:
    marks = {found.is_tracked for found in files}
    return None if marks == {None} else True in marks

"""One iterative walk over a folder: what is a file to scan, what is hidden by .gitignore, what is not read and why."""

from __future__ import annotations

import stat
from collections.abc import Set
from dataclasses import dataclass, field

from debtscope.engine.files import FolderReader, Listed, why
from debtscope.engine.ignore import IgnoreFile, is_ignored
from debtscope.engine.limits import (
    ENTRIES,
    FOLDERS,
    IGNORE_FILE_BYTES,
    IGNORE_RULES,
    IGNORE_TOTAL_RULES,
    IGNORED_ENTRIES,
)
from debtscope.engine.notes import Notes
from debtscope.model.errors import Unreadable

SKIPPED_FOLDERS = frozenset({
    ".git", ".hg", ".svn", ".jj", ".venv", "venv", ".direnv", "virtualenv", "node_modules", "bower_components",
    "__pycache__", ".tox", ".nox", "site-packages", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".pytype",
    ".hypothesis", ".debtscope", ".eggs", "__pypackages__",
})  # fmt: skip
SKIPPED_PATHS = (".dvc/cache", ".dvc/tmp")


@dataclass(slots=True)
class Found:
    """What a walk saw."""

    files: dict[str, int] = field(default_factory=dict[str, int])
    """Path -> size."""
    ignored: dict[str, int] = field(default_factory=dict[str, int])
    folders: set[str] = field(default_factory=set[str])
    skipped: set[str] = field(default_factory=set[str])
    """Environments and caches: known, never entered."""


@dataclass(slots=True)
class _Folder:
    path: str
    rules: tuple[IgnoreFile, ...]
    is_ignored: bool


class Walk:
    """Walks one root; `tracked` files are never ignored, whatever a rule says."""

    def __init__(
        self,
        reader: FolderReader,
        notes: Notes,
        *,
        rules: tuple[IgnoreFile, ...] = (),
        tracked: Set[str] = frozenset(),
        submodules: Set[str] = frozenset(),
        use_ignore: bool = True,
    ) -> None:
        self._reader = reader
        self._notes = notes
        self._rules = rules
        self._tracked = tracked
        self._tracked_folders = _folders_of(tracked)
        self._submodules = submodules
        self._use_ignore = use_ignore
        self._rules_left = IGNORE_TOTAL_RULES
        self.found = Found()

    def run(self, start: str = "") -> Found:
        """Lists everything below `start`."""
        found = self.found
        stack = [_Folder(start, self._rules, False)]
        while stack:
            folder = stack.pop()
            if len(found.folders) >= FOLDERS or len(found.files) >= ENTRIES:
                self._notes.add(folder.path, "not read: the workspace has more files than a scan lists")
                continue
            try:
                names = self._reader.listing(folder.path)
            except OSError as error:
                self._notes.add(folder.path or ".", why(error))
                continue
            if folder.path != start and self._is_foreign(folder.path, names):
                continue
            found.folders.add(folder.path)
            rules = self._with_own_rules(folder, names)
            below = [inner for one in names if (inner := self._place(one, folder, rules))]
            stack.extend(reversed(below))
        return found

    def _is_foreign(self, path: str, names: list[Listed]) -> bool:
        """Another repository or an environment: told, not entered."""
        if path in self._tracked_folders:  # files of this repository, whatever lies beside them
            return False
        present = {one.name for one in names}
        if ".git" in present or path in self._submodules:  # not brought in, a submodule is an empty folder
            self._notes.note(path, "not read: another git repository")
            return True
        if {"HEAD", "objects", "refs"} <= present:
            self._notes.note(path, "not read: a bare git repository")
            return True
        if "pyvenv.cfg" in present:
            self.found.skipped.add(path)
            return True
        return False

    def _with_own_rules(self, folder: _Folder, names: list[Listed]) -> tuple[IgnoreFile, ...]:
        if not self._use_ignore or folder.is_ignored:
            return folder.rules
        own = next((one for one in names if one.name == ".gitignore"), None)
        if own is None:
            return folder.rules
        path = f"{folder.path}/.gitignore" if folder.path else ".gitignore"
        try:
            text = self._reader.read(path, IGNORE_FILE_BYTES).decode("utf-8", "surrogateescape")
        except Unreadable as error:
            self._notes.add(path, error.message)
            return folder.rules
        own_rules = IgnoreFile(text, folder.path, min(IGNORE_RULES, self._rules_left))
        self._rules_left -= len(own_rules)
        if text.count("\n") > IGNORE_RULES or not self._rules_left:
            self._notes.add(path, "not read whole: more ignore rules than a scan applies")
        return (*folder.rules, own_rules)

    def _place(self, one: Listed, folder: _Folder, rules: tuple[IgnoreFile, ...]) -> _Folder | None:
        """Files one name away; a folder to enter is given back."""
        path = f"{folder.path}/{one.name}" if folder.path else one.name
        if not folder.path and one.name.startswith("outside:"):
            self._notes.add(path, "not read: the name is reserved for folders outside the repository")
            return None
        if one.is_folder:
            return self._enter(path, one.name, folder, rules)
        if not one.is_file:
            self._refuse(path, one)
            return None
        ignored = self._use_ignore and path not in self._tracked
        ignored = ignored and (folder.is_ignored or is_ignored(rules, path, one.name, False))
        if not ignored:
            self.found.files[path] = one.size
        elif len(self.found.ignored) < IGNORED_ENTRIES:
            self.found.ignored[path] = one.size
        else:
            self._notes.note("", f"more than {IGNORED_ENTRIES} files hidden by .gitignore: the rest is not listed")
        return None

    def _refuse(self, path: str, one: Listed) -> None:
        """A link to another file of the root costs nothing: that file is read under its own name."""
        if one.name == ".git":
            return
        if stat.S_ISLNK(one.mode):
            target = self._reader.link_target(path)
            known = self._reader.lstat(target) if target else None
            if known is not None and (known.is_file or known.is_folder):
                self._notes.note(path, "a symbolic link, read where it points to")
                return
        self._notes.add(path, f"not read: {one.type_words}")

    def _enter(self, path: str, name: str, folder: _Folder, rules: tuple[IgnoreFile, ...]) -> _Folder | None:
        if name == ".git":
            return None
        if is_skipped_folder(path):
            self.found.skipped.add(path)
            return None
        ignored = self._use_ignore and (folder.is_ignored or is_ignored(rules, path, name, True))
        full = len(self.found.ignored) >= IGNORED_ENTRIES
        if ignored and full and path not in self._tracked_folders:
            return None
        return _Folder(path, rules, ignored)


def is_skipped_folder(path: str) -> bool:
    """Environments, caches and our own state: never entered, whether tracked or not."""
    name = path.rpartition("/")[2]
    return (
        name in SKIPPED_FOLDERS
        or name.lower() == ".git"
        or path.endswith(tuple(f"/{one}" for one in SKIPPED_PATHS))
        or path in SKIPPED_PATHS
    )


def _folders_of(paths: Set[str]) -> set[str]:
    """Every folder above some paths."""
    folders: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return folders

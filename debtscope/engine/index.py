"""The listed files of a workspace, and the globs asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from debtscope.api import FileEntry
from debtscope.engine.globs import compile_glob, has_magic


class FileIndex:
    """Entries by path, name and ending, so that most globs look at few of them."""

    def __init__(self, entries: Iterable[FileEntry], folders: Set[str]) -> None:
        self._entries = {entry.path: entry for entry in sorted(entries, key=lambda one: one.path)}
        self._folders = folders
        self.files: Sequence[FileEntry] = tuple(one for one in self._entries.values() if not one.is_ignored)
        self._by_name: dict[str, list[FileEntry]] = {}
        for entry in self._entries.values():
            self._by_name.setdefault(entry.path.rpartition("/")[2], []).append(entry)
        self._by_ending: dict[str, list[str]] = {}
        for name in self._by_name:
            self._by_ending.setdefault(name.rpartition(".")[2], []).append(name)

    def entry(self, path: str) -> FileEntry | None:
        """The entry of a path, ignored ones included."""
        return self._entries.get(path)

    def is_dir(self, path: str) -> bool:
        """Whether a folder of that path was seen."""
        return path in self._folders or path in ("", ".")

    def find(self, globs: Sequence[str], *, ignored: bool) -> list[FileEntry]:
        """Entries that match one of the globs, by path."""
        found: dict[str, FileEntry] = {}
        for glob in globs:
            for entry in self._one(glob):
                if ignored or not entry.is_ignored:
                    found[entry.path] = entry
        return sorted(found.values(), key=lambda one: one.path)

    def _one(self, glob: str) -> Iterable[FileEntry]:
        if not has_magic(glob):
            if "/" in glob:
                entry = self._entries.get(glob.strip("/"))
                return (entry,) if entry else ()
            return self._by_name.get(glob, ())
        last = glob.rpartition("/")[2]
        candidates = self._named_like(last)
        if "/" not in glob or glob == f"**/{last}":
            return candidates
        whole = compile_glob(glob)
        return [entry for entry in candidates if whole.fullmatch(entry.path)]

    def _named_like(self, glob: str) -> list[FileEntry]:
        """Entries whose name matches one segment of a glob."""
        if not has_magic(glob):
            return self._by_name.get(glob, [])
        if "**" in glob:
            return list(self._entries.values())
        stem, dot, ending = glob.rpartition(".")
        names: Iterable[str] = self._by_ending.get(ending, ()) if dot and not has_magic(ending) else self._by_name
        if not (dot and stem == "*" and not has_magic(ending)):
            pattern = compile_glob(glob)
            names = [name for name in names if pattern.fullmatch(name)]
        return [entry for name in names for entry in self._by_name[name]]

"""Follows today's files back through exact renames: which commits touched them, and the oldest name of each."""

from __future__ import annotations

from collections.abc import Sequence, Set

from debtscope.model.history import Commit


class Trace:
    """Walks commits from the newest to the oldest; a name means, at each point, the file of today that it became."""

    def __init__(self, tracked: Set[str]) -> None:
        self._tracked = tracked
        self._today: dict[str, str] = {}
        self._touches: dict[str, list[int]] = {}
        self._oldest: dict[str, str] = {}

    def _resolve(self, path: str) -> str | None:
        return self._today.get(path) or (path if path in self._tracked else None)

    def add(self, index: int, commit: Commit) -> None:
        """The next older commit."""
        renamed: list[tuple[str, str]] = []
        for change in commit.changes:
            today = self._resolve(change.path)
            if today is None:
                continue
            touched = self._touches.setdefault(today, [])
            if not touched or touched[-1] != index:
                touched.append(index)
            if change.old is not None:
                renamed.append((change.old, today))
        for old, today in renamed:  # after all changes, so that files that swap names are told apart
            self._today[old] = today
            self._oldest[today] = old

    def touches(self) -> dict[str, tuple[int, ...]]:
        """Path today -> indices of commits, newest first."""
        return {path: tuple(indices) for path, indices in sorted(self._touches.items())}

    def origins(self) -> dict[str, str]:
        """Path today -> oldest name, for files that were renamed; no two files of today share one.

        A file that took a name which another file had first is the second of that name.
        """
        origins: dict[str, str] = {}
        taken: set[str] = set()
        for path in sorted(self._oldest):
            name = self._oldest[path]
            if name != path:
                origins[path] = _free(name, taken)
                taken.add(origins[path])
        for path in sorted(taken & self._tracked):
            if path not in origins:
                origins[path] = _free(path, taken)
                taken.add(origins[path])
        return origins


def _free(name: str, taken: Set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}#{number}" in taken:
        number += 1
    return f"{name}#{number}"


def trace(commits: Sequence[Commit], tracked: Set[str]) -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """Origins and touches of today's files."""
    walk = Trace(tracked)
    for index, commit in enumerate(commits):
        walk.add(index, commit)
    return walk.origins(), walk.touches()

"""What was made of a file stays known for as long as the file is untouched, so that a rescan need not even open it.

A file is taken for untouched where size, times, inode and mode are those of the last scan, as `git status` does. One that
was written a moment before it was read is not remembered: a second write within the clock's grain would go by unnoticed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar, cast

from debtscope.api import FileEntry
from debtscope.engine.limits import COARSE_FRESH_NS, FRESH_NS
from debtscope.model.errors import Unreadable
from debtscope.model.plain import NotPlain, all_from_plain, all_to_plain

T = TypeVar("T")


class FileCache(Protocol):
    """Keeps plain values of many files under one name, by path."""

    def files(self, name: str) -> dict[str, Any]: ...

    def put_files(self, name: str, values: dict[str, Any]) -> None: ...


def is_settled(modified_ns: int, now_ns: int) -> bool:
    """Whether a file's last change lies far enough back to be told from a later one."""
    return modified_ns <= now_ns - (FRESH_NS if modified_ns % 1_000_000_000 else COARSE_FRESH_NS)


class Remembered:
    """The memory of one scan."""

    def __init__(self, cache: FileCache, identity: Callable[[str], tuple[str, int] | None]) -> None:
        """`identity` tells what a file is by its metadata, and when it was changed (ns); None where that cannot be had."""
        self._cache = cache
        self._identity = identity
        self._now_ns = time.time_ns()

    def each(
        self, name: str, kind: Any, entries: Iterable[FileEntry], work: Callable[[FileEntry], Iterable[T]]
    ) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:
        """The records of each file, None where it cannot be read; `name` changes with the meaning of `work`."""
        before = self._cache.files(name)
        after: dict[str, Any] = {}
        is_new = False
        for entry in entries:
            mark = self._mark(entry)
            kept = _kept(kind, before.get(entry.path), mark)
            if kept is not None:
                after[entry.path] = before[entry.path]
                yield entry, kept
                continue
            is_new = True
            try:
                records = tuple(work(entry))
            except Unreadable:
                yield entry, None
                continue
            if mark:
                after[entry.path] = [mark, all_to_plain(kind, records)]
            yield entry, records
        if is_new or len(after) != len(before):
            self._cache.put_files(name, after)

    def _mark(self, entry: FileEntry) -> str:
        """Empty where the file is not to be remembered."""
        found = self._identity(entry.path)
        if found is None or not is_settled(found[1], self._now_ns):
            return ""
        return f"{found[0]} {entry.is_tracked} {entry.is_ignored}"


def _kept(kind: Any, value: object, mark: str) -> tuple[Any, ...] | None:
    """What was remembered of exactly this file."""
    if not mark or not isinstance(value, list):
        return None
    parts = cast("list[Any]", value)
    if len(parts) != 2 or parts[0] != mark:
        return None
    try:
        return all_from_plain(kind, parts[1])
    except NotPlain:  # written by another version: made again
        return None


def forgetful(
    entries: Iterable[FileEntry], work: Callable[[FileEntry], Iterable[T]]
) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:
    """The same where nothing is kept."""
    for entry in entries:
        try:
            records = tuple(work(entry))
        except Unreadable:
            yield entry, None
            continue
        yield entry, records

"""What was made of a file stays known for as long as the file is untouched, so that a rescan need not even open it.

A file is taken for untouched where size, times, inode and mode are those of the last scan, as `git status` does. One that
was written a moment before it was read is not remembered: a second write within the clock's grain would go by unnoticed.
A file of a commit is what its blob's id says.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Protocol, TypeVar

from debtscope.api import FileEntry
from debtscope.engine.again import MadeCache
from debtscope.engine.limits import COARSE_FRESH_NS, FRESH_NS
from debtscope.model.errors import Unreadable
from debtscope.model.plain import all_from_plain, all_to_plain

T = TypeVar("T")

BLOBS: Final = "blobs of the tree"
"""Name under which the cache tells which file was which blob: its id, and the metadata that the file had then."""
_BETWEEN: Final = "\n"
_SHORT: Final = 20
"""Characters of records that are read once for all files that say the same."""


class FileCache(Protocol):
    """Keeps texts of many files under one name, by path."""

    def files(self, name: str) -> Mapping[str, str]: ...

    def put_files(self, name: str, texts: Mapping[str, str]) -> None: ...


class RecordCache(FileCache, MadeCache, Protocol):
    """Keeps plain records between scans under keys that name their content."""

    def get(self, key: str) -> list[Any] | None: ...

    def put(self, key: str, records: list[Any], path: str) -> None: ...

    def put_text(self, key: str, text: str, path: str) -> None: ...


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
        self,
        name: str,
        kind: Any,
        entries: Iterable[FileEntry],
        work: Callable[[FileEntry], Iterable[T]],
        *,
        tree: str = "",
    ) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:
        """The records of each file, None where it cannot be read; `name` changes with the meaning of `work`.

        `tree` is the name under which the same is kept of the work tree, for the files of a commit.
        """
        before, after = self._cache.files(name), dict[str, str]()
        of_tree = _OfTree(self._cache, tree) if tree else None
        read = _Reader(kind)
        is_new, is_whole = False, False
        try:
            for entry in entries:
                mark = self._mark(entry)
                text = before.get(entry.path, "")
                kept = read.kept(text, mark) if mark else None
                if kept is not None:
                    after[entry.path] = text
                    yield entry, kept
                    continue
                is_new = True
                text = of_tree.text(entry, mark) if of_tree is not None and mark else ""
                if text and (kept := read.kept(text, mark)) is not None:
                    after[entry.path] = text
                    yield entry, kept
                    continue
                try:
                    records = tuple(work(entry))
                except Unreadable:
                    yield entry, None
                    continue
                if mark and (plain := _dumped(all_to_plain(kind, records))):
                    after[entry.path] = f"{mark}{_BETWEEN}{plain}"
                yield entry, records
            is_whole = True
        finally:  # whoever has heard enough may stop: what lies beyond stays as it was
            if is_new or (is_whole and len(after) != len(before)):
                self._cache.put_files(name, after if is_whole else {**before, **after})

    def _mark(self, entry: FileEntry) -> str:
        """Empty where the file is not to be remembered."""
        found = self._identity(entry.path)
        if found is None or not is_settled(found[1], self._now_ns):
            return ""
        return _marked(found[0], entry)


def _marked(identity: str, entry: FileEntry) -> str:
    return f"{identity} {entry.is_tracked} {entry.is_ignored}"


class _OfTree:
    """What was made of the work tree's files, for blobs that they were found to be."""

    def __init__(self, cache: FileCache, name: str) -> None:
        self._blobs, self._texts = cache.files(BLOBS), cache.files(name)

    def text(self, entry: FileEntry, mark: str) -> str:
        """As it would be kept of a blob with this mark; empty where the file was another, or has been touched since."""
        blob, _, identity = self._blobs.get(entry.path, "").partition(" ")
        told, _, plain = self._texts.get(entry.path, "").partition(_BETWEEN)
        same = bool(blob) and mark == _marked(blob, entry) and told == _marked(identity, entry)
        return f"{mark}{_BETWEEN}{plain}" if same else ""


class _Reader:
    """Reads what was remembered of files."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._short: dict[str, tuple[Any, ...]] = {}
        """Of most files the same little is said."""

    def kept(self, text: str, mark: str) -> tuple[Any, ...] | None:
        """The records, where they are those of a file with exactly this mark."""
        told, _, plain = text.partition(_BETWEEN)
        if told != mark:
            return None
        known = self._short.get(plain)
        if known is not None:
            return known
        try:
            records = all_from_plain(self._kind, json.loads(plain))
        except (ValueError, RecursionError):  # written by another version: made again
            return None
        if len(plain) <= _SHORT:
            self._short[plain] = records
        return records


def _dumped(plain: list[Any]) -> str:
    """Nothing for what JSON cannot hold."""
    try:
        return json.dumps(plain, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError):
        return ""


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

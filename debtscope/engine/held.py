"""What is held in memory of files: bounded for one scan, and shared by the scans of many commits of one repository.

Most blobs are the same from week to week. What was read and made of one holds wherever it is met again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, Generic, TypeVar, cast

from debtscope.api import FileEntry
from debtscope.engine.git.shared_log import SharedLog
from debtscope.engine.limits import KEPT_OF_COMMITS, PARSED_TOTAL_BYTES
from debtscope.model.errors import Unreadable

T = TypeVar("T")


class Bounded(Generic[T]):
    """Values by name up to a total of bytes; the ones not used for longest go first."""

    def __init__(self, total: int) -> None:
        self._room = total
        self._kept: OrderedDict[str, tuple[T, int]] = OrderedDict()

    def get(self, key: str) -> T | None:
        """The value, which counts as used."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: str, value: T, size: int) -> None:
        """Holds a value of so many bytes."""
        self._kept[key] = (value, size)
        self._room -= size
        while self._room < 0 and self._kept:
            self._room += self._kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Lets go of everything."""
        self._room += sum(size for _, size in self._kept.values())
        self._kept.clear()


class Memory:
    """Shared by scans that follow each other. Values are handed out as they are: nobody may change them."""

    def __init__(self, log: SharedLog | None = None, kept: int = KEPT_OF_COMMITS) -> None:
        """`kept` are the bytes of files that are held."""
        self.log = log
        self.bytes: Bounded[bytes] = Bounded(kept)
        self.parsed: Bounded[object] = Bounded(PARSED_TOTAL_BYTES)
        self._values: dict[Hashable, Any] = {}

    def holds(self, key: Hashable) -> bool:
        """Whether `recall` would make nothing."""
        return key in self._values

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under a key that names its content; made when it is not there."""
        if key not in self._values:
            self._values[key] = make()
        return cast("T", self._values[key])

    def each(
        self, name: str, mark: Callable[[str], str], entries: Iterable[FileEntry], work: Callable[[FileEntry], Iterable[T]]
    ) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:  # fmt: skip
        """The records of each file, None where it cannot be read; `mark` names a path's content, or nothing."""
        for entry in entries:
            content = mark(entry.path)
            try:
                if content:
                    made = self.recall((name, content, entry), lambda entry=entry: tuple(work(entry)))
                else:
                    made = tuple(work(entry))
            except Unreadable:
                yield entry, None
                continue
            yield entry, made

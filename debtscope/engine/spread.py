"""One function over many files, in as many processes as help: forked, so that nothing is loaded or sent twice.

A helper reads, never writes, and answers in a file without a name. What one fails to answer is done here.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_WORTH: Final = 2_000_000
"""Bytes from which on a second process saves more time than it costs."""
_MOST: Final = 4
_WARMED_BY: Final = 8
"""Before the others start, this part of its own share is done: patterns that it compiles and words that it learns are then theirs too."""
_AHEAD: Final = 64
"""Items that are made ready together."""
_HEADER: Final = 12
"""Bytes before an answer: which item (4), how long (8)."""


def spread(
    work: Callable[[T], R],
    items: Sequence[tuple[T, int]],
    *,
    dump: Callable[[R], str],
    load: Callable[[str], R],
    ready: Callable[[Sequence[T]], object] = len,
    processes: int | None = None,
) -> Iterator[R]:
    """The result for each (item, weight in bytes), in their order. `dump` and `load` carry results between processes.

    `work` may read shared state and must not change it for others. `ready` is told, in the process that does the work, which
    items come next. Raises what `work` raises.
    """
    count = _useful(sum(weight for _, weight in items)) if processes is None else processes
    shares = _shares([weight for _, weight in items], count)
    if len(shares) < 2:
        yield from (result for _, result in _worked(work, items, range(len(items)), ready))
        return
    early = shares[0][: len(shares[0]) // _WARMED_BY]
    found = dict(_worked(work, items, early, ready))
    helpers = [_Helper(work, items, share, dump, ready) for share in shares[1:]]
    try:
        found.update(_worked(work, items, shares[0][len(early) :], ready))
        told = {at: text for helper in helpers for at, text in helper.answers()}
        for at, (item, _) in enumerate(items):
            if at in told:
                yield load(told.pop(at))
            else:
                yield found.pop(at) if at in found else work(item)
    finally:
        for helper in helpers:
            helper.stop()


def _worked(
    work: Callable[[T], R], items: Sequence[tuple[T, int]], share: Sequence[int], ready: Callable[[Sequence[T]], object]
) -> Iterator[tuple[int, R]]:
    """(which item, its result) of one share."""
    for start in range(0, len(share), _AHEAD):
        some = share[start : start + _AHEAD]
        ready([items[at][0] for at in some])
        for at in some:
            yield at, work(items[at][0])


def _useful(weight: int) -> int:
    """How many processes help: one where forking is not safe (threads, other systems) or there is little to do."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST, 1 + weight // _WORTH)


def _shares(weights: Sequence[int], count: int) -> list[list[int]]:
    """Numbers of items in so many shares of like weight, each in order."""
    shares: list[list[int]] = [[] for _ in range(max(count, 1))]
    loads = [0] * len(shares)
    for at in sorted(range(len(weights)), key=lambda at: (-weights[at], at)):
        least = loads.index(min(loads))
        shares[least].append(at)
        loads[least] += weights[at] + 200
    return [sorted(share) for share in shares if share]


class _Helper:
    """A forked process that works through one share."""

    def __init__(
        self,
        work: Callable[[T], R],
        items: Sequence[tuple[T, int]],
        share: Sequence[int],
        dump: Callable[[R], str],
        ready: Callable[[Sequence[T]], object],
    ) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="debtscope-")  # noqa: SIM115 - closed by stop()
        gc.freeze()  # pages that a collector does not touch stay shared
        self._process: int | None = os.fork()
        if self._process == 0:
            _answer(self._file, _worked(work, items, share, ready), dump)
        gc.unfreeze()

    def answers(self) -> Iterator[tuple[int, str]]:
        """(which item, its answer) of all that it came to."""
        if self._process is not None:
            os.waitpid(self._process, 0)
            self._process = None
        self._file.seek(0)
        while len(header := self._file.read(_HEADER)) == _HEADER:
            data = self._file.read(int.from_bytes(header[4:], "big"))
            if len(data) < int.from_bytes(header[4:], "big"):
                return
            yield int.from_bytes(header[:4], "big"), data.decode("utf-8", "surrogatepass")

    def stop(self) -> None:
        """Ends it if it still runs."""
        if self._process is not None:
            with suppress(OSError):
                os.kill(self._process, 9)
                os.waitpid(self._process, 0)
            self._process = None
        self._file.close()


def _answer(file: IO[bytes], results: Iterator[tuple[int, R]], dump: Callable[[R], str]) -> None:
    """The helper's whole life. Whatever happens, it ends here, without the parent's endings being run a second time."""
    try:
        gc.disable()
        for at, result in results:
            data = dump(result).encode("utf-8", "surrogatepass")
            file.write(at.to_bytes(4, "big") + len(data).to_bytes(8, "big") + data)
        file.flush()
    finally:
        os._exit(0)

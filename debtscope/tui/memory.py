"""The memory of a process that reads one large ledger and keeps it for hours."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LARGE = 10_000
"""Items from which reading a ledger leaves more behind than a look at it costs."""


_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Numbers of glibc's malloc.h."""
_BLOCK = 64 * 1024
"""Bytes from which a block is the system's own and goes back to it when it is let go."""


def tidily(read: Callable[[int], T], count: int) -> T:
    """The first read of a thread."""
    keep_tidy()
    return read(count)


def keep_tidy() -> None:
    """Before the first thread reads: one heap for all of them, and large blocks apart from it, so that what reading a large
    ledger let go leaves no holes: of 100,000 items they were four to eight megabytes."""
    mallopt = getattr(_library(), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _BLOCK)
        mallopt(_ARENA_MAX, 1)


def _library() -> object:
    """The C library where it is asked; only glibc has the questions."""
    if sys.platform != "linux":
        return None
    import ctypes

    return ctypes.CDLL(None)


def hold() -> None:
    """While a ledger is read all that is made stays: the collector need not look."""
    gc.disable()


def settle() -> None:
    """The ledger stays for good: the collector need not walk it again at every key."""
    gc.freeze()
    gc.enable()


def give_back(items: int) -> None:
    """Asks the C library for what reading took and nobody uses; takes a few milliseconds, for most of which Python goes on."""
    trim = getattr(_library(), "malloc_trim", None) if items >= LARGE else None
    if trim is not None:
        trim(0)

"""The memory of a process that reads one large ledger and keeps it for hours."""

from __future__ import annotations

import gc
import sys

LARGE = 10_000
"""Items from which reading a ledger leaves more behind than a look at it costs."""


def hold() -> None:
    """While a ledger is read all that is made stays: the collector need not look."""
    gc.disable()


def settle() -> None:
    """The ledger stays for good: the collector need not walk it again at every key."""
    gc.freeze()
    gc.enable()


def give_back(items: int) -> None:
    """Asks the C library for what reading took and nobody uses: of 100,000 items it would keep some twelve megabytes.

    Takes a few milliseconds, for most of which Python goes on. Only glibc has the question.
    """
    if items < LARGE or sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)

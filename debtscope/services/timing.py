"""How long each collector took in the last scan that ran: told beside its ledger, never part of it.

Kept in the scan cache of the repository's own history, by the time of saving of the snapshot that it belongs to.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from typing import cast

from debtscope.services.types import Progress, ProgressSink
from debtscope.store.archive import Archive
from debtscope.store.folder import StoreError

_KEY = "times of collectors"
_LARGEST = 100_000
"""Bytes; a history may be anybody's file."""


class Stopwatch:
    """Stands before a progress sink; what a collector took is from its step to the next."""

    def __init__(self, sink: ProgressSink, clock: Callable[[], float] = time.perf_counter) -> None:
        self._sink, self._clock = sink, clock
        self._running: tuple[str, float] | None = None
        self.milliseconds: dict[str, float] = {}

    def __call__(self, step: Progress) -> None:
        """Passes the step on."""
        now = self._clock()
        if self._running is not None:
            name, began = self._running
            self.milliseconds[name] = round((now - began) * 1000, 1)
        self._running = (step.name, now) if step.stage == "collect" else None
        self._sink(step)


def keep_times(history: Archive, saved_at: str, milliseconds: Mapping[str, float]) -> None:
    """Of the snapshot that was saved then. Raises StoreError."""
    body = json.dumps({"saved_at": saved_at, "milliseconds": dict(milliseconds)})
    history.keep([(_KEY, body.encode())])


def times_of(history: Archive, saved_at: str) -> Mapping[str, float]:
    """Milliseconds by collector of the snapshot that was saved then; empty where they are not known."""
    try:
        body = history.cached([_KEY]).get(_KEY, b"")
        data: object = json.loads(body) if 0 < len(body) <= _LARGEST else None
    except (StoreError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    told = cast("dict[str, object]", data)
    times = told.get("milliseconds")
    if told.get("saved_at") != saved_at or not isinstance(times, dict):
        return {}
    known = cast("dict[str, object]", times)
    return {name: took for name, took in known.items() if isinstance(took, float) and math.isfinite(took)}

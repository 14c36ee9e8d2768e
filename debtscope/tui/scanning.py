"""The scan's child process as the application sees it: its steps so far, and how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that the child told of."""

    stage: str
    name: str
    done: int
    total: int
    detail: str
    at: float
    """Seconds of a clock that only goes forward."""


@dataclass(slots=True)
class ScanRun:
    """One run; made anew for the next."""

    steps: list[Step] = field(default_factory=list[Step])
    is_running: bool = False
    is_quiet: bool = False
    """Nobody asked for it: what it finds waits until somebody does."""
    _process: asyncio.subprocess.Process | None = None

    async def follow(self, command: Sequence[str], on_step: Callable[[], None]) -> str:
        """Runs the child to its end; returns what to say, an empty text where all went well. Raises ScanFailed."""
        self.is_running = True
        try:
            return await self._follow(command, on_step)
        finally:
            self.is_running = False
            self._process = None

    async def _follow(self, command: Sequence[str], on_step: Callable[[], None]) -> str:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )
        self._process = process
        assert process.stdout is not None
        assert process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        end: dict[str, object] = {}
        async for line in process.stdout:
            record = _record_of(line)
            if record.get("event") == "step":
                self.steps.append(_step_of(record))
                on_step()
            elif record:
                end = record
        trace = (await errors).decode("utf-8", "replace")
        return _outcome(await process.wait(), end, trace)

    def stop(self) -> None:
        """Asks the child to end."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()


class ScanFailed(Exception):
    """The scan ended without a ledger: what to say, and the trace where there is one."""

    def __init__(self, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.message, self.trace = message, trace


def _outcome(status: int, end: dict[str, object], trace: str) -> str:
    if end.get("event") == "done":
        return f"scanned: {end.get('items')} items"
    if end.get("event") == "failed":
        hint = end.get("hint")
        raise ScanFailed(f"the scan failed: {end.get('message')}{f'; {hint}' if hint else ''}")
    if status < 0:
        raise ScanFailed("the scan was stopped; the ledger of before stays")
    raise ScanFailed("the scan failed; ! has the details", trace)


def _record_of(line: bytes) -> dict[str, object]:
    try:
        record: object = json.loads(line)
    except ValueError:
        return {}
    return cast("dict[str, object]", record) if isinstance(record, dict) else {}


def _step_of(record: dict[str, object]) -> Step:
    done, total = record.get("done"), record.get("total")
    return Step(
        stage=str(record.get("stage", "")), name=str(record.get("name", "")), detail=str(record.get("detail", "")),
        done=done if isinstance(done, int) else 0, total=total if isinstance(total, int) else 0, at=monotonic(),
    )  # fmt: skip

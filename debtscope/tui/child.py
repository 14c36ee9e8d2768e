"""A child process that tells what it does as JSON lines: read as they come, ended with the application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import cast

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one record; a review of a large ledger is one."""

Told = Mapping[str, object]


class ChildFailed(Exception):
    """The child ended without its result: what to say, and the trace where there is one."""

    def __init__(self, message: str, trace: str = "", *, is_expected: bool = False) -> None:
        super().__init__(message)
        self.message, self.trace = message, trace
        self.is_expected = is_expected
        """Whether it only says how things are: nothing went wrong."""


class Child:
    """One process at a time. Its last record has the event `done` or `failed`; all before are steps."""

    def __init__(self, what: str, *, after_stop: str = "nothing was changed") -> None:
        self._what, self._after_stop = what, after_stop
        self._process: asyncio.subprocess.Process | None = None

    async def follow(self, command: Sequence[str], on_step: Callable[[Told], None]) -> Told:
        """Runs the child to its end and returns its last record. Raises ChildFailed."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, limit=LONGEST_LINE
        )
        self._process = process
        assert process.stdout is not None
        assert process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        end: Told = {}
        try:
            async for line in process.stdout:
                record = await asyncio.to_thread(_record_of, line) if len(line) > 100_000 else _record_of(line)
                if record.get("event") == "step":
                    on_step(record)
                elif record:
                    end = record
            trace = (await errors).decode("utf-8", "replace")
            return self._outcome(await process.wait(), end, trace)
        finally:
            self.stop()
            self._process = None

    def stop(self) -> None:
        """Asks the child to end."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    def _outcome(self, status: int, end: Told, trace: str) -> Told:
        if end.get("event") == "done":
            return end
        if end.get("event") == "failed":
            hint = end.get("hint")
            told = f"{end.get('message')}{f'; {hint}' if hint else ''}"
            is_expected = end.get("is_expected") is True
            raise ChildFailed(told if is_expected else f"the {self._what} failed: {told}", is_expected=is_expected)
        if status < 0:
            raise ChildFailed(f"the {self._what} was stopped; {self._after_stop}")
        raise ChildFailed(f"the {self._what} failed; ! has the details", trace)


def _record_of(line: bytes) -> Told:
    import json  # no first frame has a child

    try:
        record: object = json.loads(line)
    except ValueError:
        return {}
    return cast("Told", record) if isinstance(record, dict) else {}

"""The scan's child process as the application sees it: its steps so far, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from debtscope.model.frozen import frozen
from debtscope.tui.child import Child, Told


@frozen
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
    _child: Child = field(default_factory=lambda: Child("scan", after_stop="the ledger of before stays"))

    async def follow(self, command: Sequence[str], on_step: Callable[[], None]) -> str:
        """Runs the child to its end; returns what to say. Raises ChildFailed."""
        self.is_running = True
        try:
            return await self._follow(command, on_step)
        finally:
            self.is_running = False

    async def _follow(self, command: Sequence[str], on_step: Callable[[], None]) -> str:
        def step(record: Told) -> None:
            self.steps.append(_step_of(record))
            on_step()

        end = await self._child.follow(command, step)
        return f"scanned: {end.get('items')} items"

    def stop(self) -> None:
        """Asks the child to end."""
        self._child.stop()


def _step_of(record: Told) -> Step:
    done, total = record.get("done"), record.get("total")
    return Step(
        stage=str(record.get("stage", "")), name=str(record.get("name", "")), detail=str(record.get("detail", "")),
        done=done if isinstance(done, int) else 0, total=total if isinstance(total, int) else 0, at=monotonic(),
    )  # fmt: skip

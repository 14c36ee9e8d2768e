"""How the program ends when the system asks for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence

import pytest

from debtscope.cli import main as module
from debtscope.cli.exits import Exit
from debtscope.engine.guard import attempt


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_the_end_of_the_program_is_no_fault_of_the_collector_that_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def dispatch(argv: Sequence[str]) -> int:
        attempt(lambda: os.kill(os.getpid(), signal.SIGTERM))
        return Exit.OK

    monkeypatch.setattr(module, "dispatch", dispatch)
    assert module.main([]) == Exit.TERMINATED

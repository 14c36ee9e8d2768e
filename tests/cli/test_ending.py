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
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, Exit.TERMINATED), (signal.SIGHUP, Exit.HUNG_UP)])
def test_the_end_of_the_program_is_no_fault_of_the_collector_that_is_at_work(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals, status: Exit
) -> None:
    def dispatch(argv: Sequence[str]) -> int:
        attempt(lambda: os.kill(os.getpid(), number))
        return Exit.OK

    monkeypatch.setattr(module, "dispatch", dispatch)
    assert module.main([]) == status


def test_a_program_that_shall_outlive_its_terminal_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def dispatch(argv: Sequence[str]) -> int:
        os.kill(os.getpid(), signal.SIGHUP)
        return Exit.OK

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` does
    monkeypatch.setattr(module, "dispatch", dispatch)
    assert module.main([]) == Exit.OK

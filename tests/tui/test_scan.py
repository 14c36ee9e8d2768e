"""First run, live progress, and what a scan's end does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.services.types import ScanRequest
from debtscope.tui.scanner import command, request_of
from tests.tui.conftest import running
from tests.tui.made import FakeSession, made_book

STEPS = [
    {"event": "step", "stage": "collect", "name": "files", "done": 0, "total": 2, "detail": "812 files"},
    {"event": "step", "stage": "collect", "name": "git", "done": 1, "total": 2, "detail": ""},
    {"event": "step", "stage": "check", "name": "COD-001", "done": 3, "total": 9, "detail": ""},
]


def child(*records: object, wait: bool = False, status: int = 0) -> list[str]:
    """A child process that tells these records, and then waits to be stopped or ends."""
    tell = "".join(f"print({json.dumps(json.dumps(record))}, flush=True);" for record in records)
    end = "sys.stdin.close(); import signal; signal.pause()" if wait else f"sys.exit({status})"
    return [sys.executable, "-c", f"import sys;{tell}{end}"]


async def test_the_first_run_says_what_it_will_do_and_enter_scans() -> None:
    session = FakeSession(None, command=child({"event": "done", "items": 12}), after_scan=made_book(12))
    async with running(session=session) as app:
        assert "No ledger yet for churn" in app.text()
        assert "Nothing leaves this machine" in app.text()
        await app.decide("enter")
        assert app.app.screen is app.ledger
        assert "scanned: 12 items; 6 tells what was read" in app.text()
        assert len(app.table_ids) == 12


async def test_a_running_scan_shows_its_steps_and_can_be_stopped() -> None:
    session = FakeSession(made_book(5), command=child(*STEPS, wait=True))
    async with running(session=session) as app:
        await app.press("r")
        while len(app.app.rescan.run.steps) < 3:
            await app.pilot.pause(0.01)
        await app.settle()
        assert "scanning" in app.text()
        assert "812 files" in app.text()
        assert "check 3/9" in app.text()
        await app.decide("X")
        assert "was stopped; the ledger of before stays" in app.text()


async def test_a_scan_that_fails_says_why_and_keeps_the_ledger() -> None:
    failed = {
        "event": "failed",
        "message": "debtscope.toml: there is no key 'maturty'",
        "hint": "did you mean 'maturity'?",
    }
    async with running(session=FakeSession(made_book(5), command=child(failed, status=2))) as app:
        await app.decide("r")
        assert "no key 'maturty'; did you mean 'maturity'?" in app.text()
        await app.press("1")
        assert len(app.table_ids) == 5


async def test_a_fault_of_the_child_is_kept_with_its_trace() -> None:
    async with running(
        session=FakeSession(made_book(5), command=[sys.executable, "-c", "raise RuntimeError('odd')"])
    ) as app:
        await app.decide("r")
        assert "RuntimeError: odd" in app.app.messages[-1].detail
        await app.press("exclamation_mark")
        assert "RuntimeError: odd" in app.text()


async def test_what_was_read_is_listed_with_its_reason() -> None:
    async with running() as app:
        await app.press("6")
        text = app.text()
        assert "mlflow" in text
        assert "absent" in text
        assert "2 inputs not read whole" in text
        assert "src/old.py: does not parse" in text


async def test_a_collector_tells_its_time_and_the_items_that_rest_on_it_once() -> None:
    book = made_book(12)
    item = replace(book.ledger.items[0], sources=("mlflow",))
    ledger = replace(book.ledger, items=(item, *(replace(i, sources=()) for i in book.ledger.items[1:])))
    async with running(session=FakeSession(replace(book, ledger=ledger, times={"mlflow": 1234.4}))) as app:
        await app.press("6")
        (row,) = (line for line in app.text().splitlines() if "1,234 ms" in line)
        assert "mlflow" in row
        assert row.split("1,234 ms")[1].split()[0] == "1"


async def test_without_a_repository_nothing_is_scanned() -> None:
    async with running() as app:
        await app.press("r")
        assert "no repository to scan" in app.text()


async def test_a_scan_behind_an_old_ledger_never_moves_the_cursor() -> None:
    done = {"event": "done", "items": 12}
    session = FakeSession(made_book(5), command=child(done), after_scan=made_book(12), behind=True)
    async with running(session=session) as app:
        await app.press("j", "j")
        before, here = list(app.table_ids), app.ledger.table.current
        app.app.rescan.start_behind()  # a timer calls it half a second after the start
        while app.app.rescan.waiting is None:
            await app.settle()
            await app.pilot.pause(0.01)
        await app.settle()
        assert app.app.screen is app.ledger
        assert list(app.table_ids) == before
        assert app.ledger.table.current is here
        assert "new, " in app.text()
        assert "press r" in app.text()
        await app.decide("r")
        assert len(app.table_ids) == 12
        assert "press r" not in app.text()


async def test_a_ledger_of_today_is_not_scanned_behind() -> None:
    async with running(session=FakeSession(made_book(5), command=child(status=1))) as app:
        app.app.rescan.start_behind()
        await app.settle()
        assert not app.app.rescan.run.is_running
        assert app.app.rescan.waiting is None


def test_the_child_is_given_the_whole_request() -> None:
    request = ScanRequest(
        root=Path("-x y"), mlflow=("--a",), monitoring=("b", "c"), state=Path("/s"), rev="abc", use_cache=False
    )
    words = command(request)
    assert words[1] == "-P"
    assert request_of(words[4:]) == request


def test_an_address_and_its_password_stand_in_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "https://ann:geheim@mlflow.test/api?token=s3cret"
    request = ScanRequest(root=Path("/r"), mlflow=("mlruns", secret, "env:odd"), upstream=("ssh://git:pw@host.test/x",))
    words = command(request)
    assert not any(part in word for word in words for part in ("geheim", "s3cret", "pw@"))
    assert request_of(words[4:]) == request
    for name in [name for name in os.environ if name.startswith("DEBTSCOPE_SOURCE_")]:
        monkeypatch.delenv(name)


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="Linux alone has it")
@pytest.mark.parametrize(("behind", "nice"), [(True, 15), (False, 5)])
def test_a_scan_that_nobody_asked_for_steps_further_back(behind: bool, nice: int) -> None:
    """In a child of its own: nobody can step forward again."""
    told = (
        f"import os; from debtscope.tui.scanner import step_back; step_back(is_behind={behind}); "
        "print(os.nice(0), os.sched_getscheduler(0))"
    )
    here = os.nice(0)
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    level, policy = (int(word) for word in ran.stdout.split())
    assert level == min(19, here + nice)
    assert (policy == os.SCHED_BATCH) is behind

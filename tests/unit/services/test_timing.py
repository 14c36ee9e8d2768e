"""What a collector took is told beside the ledger that its scan made, and beside no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from debtscope.services.browse import open_book
from debtscope.services.scan import scan
from debtscope.services.timing import Stopwatch, keep_times, times_of
from debtscope.services.types import Progress, ScanRequest
from debtscope.store.folder import StateFolder
from debtscope.store.history import open_history
from debtscope.testing import write_tree
from tests.tiny import make_registry

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = datetime(2999, 1, 1, tzinfo=UTC)
"""A clock by which no file is so fresh that a change of it could go by unseen."""


def a_scan(root: Path, at: datetime) -> None:
    scan(ScanRequest(root=root, as_of=date(2026, 11, 20)), registry=make_registry(), now=at)


def test_a_collector_takes_from_its_step_to_the_next() -> None:
    moments = iter([0.0, 0.5, 0.75, 2.0])
    passed: list[str] = []
    watch = Stopwatch(lambda step: passed.append(step.name), clock=lambda: next(moments))
    for stage, name in (("collect", "git"), ("collect", "python"), ("check", "a-rule"), ("save", "snapshot")):
        watch(Progress(stage=stage, name=name, done=0, total=1))
    assert watch.milliseconds == {"git": 500.0, "python": 250.0}
    assert passed == ["git", "python", "a-rule", "snapshot"]


def test_an_opened_ledger_knows_what_its_scan_took(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.txt": "one TODO first\n"})
    a_scan(tmp_path, NOW)
    book = open_book(tmp_path)
    assert book is not None
    assert set(book.times) == {source.collector for source in book.ledger.sources}
    assert all(took >= 0 for took in book.times.values())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 90_000, b'{"saved_at": "x", "milliseconds": 3}', b'{"saved_at": "other", "milliseconds": {"git": 1.0}}',
             b'{"saved_at": "x", "milliseconds": {"git": NaN}}', b'{"saved_at": "x", "milliseconds": {"git": "a"}}']
)  # fmt: skip
def test_times_of_another_scan_and_damaged_ones_are_none(tmp_path: Path, body: bytes) -> None:
    write_tree(tmp_path, {"a.txt": "one TODO first\n"})
    a_scan(tmp_path, NOW)
    history = open_history(StateFolder(tmp_path / ".debtscope"), write=True)
    assert history is not None
    with history:
        keep_times(history, "x", {"git": 1.0})
        assert times_of(history, "x") == {"git": 1.0}
        history.keep([("times of collectors", body)])
        assert times_of(history, "x") == {}


def test_a_repository_that_is_as_it_was_keeps_the_times_of_the_scan_that_ran(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.txt": "one TODO first\n"})
    a_scan(tmp_path, LATER)
    first = open_book(tmp_path)
    a_scan(tmp_path, LATER + timedelta(hours=1))
    again = open_book(tmp_path)
    assert first is not None
    assert again is not None
    assert first.times
    assert again.times == first.times

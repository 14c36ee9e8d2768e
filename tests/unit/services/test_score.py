"""Answers to the ML Test Score: kept in the triage log, counted, taken back like any other decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.errors import UsageError
from debtscope.model.score import Decided, ScoreEvidence, ScoreResult, weigh
from debtscope.services.browse import open_book
from debtscope.services.scan import scan
from debtscope.services.score import answer
from debtscope.services.triage import undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import write_tree
from tests.tiny import make_registry

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    write_tree(tmp_path / "repo", {"a.txt": "one TODO\n"})
    made = scan(ScanRequest(root=tmp_path / "repo", as_of=date(2026, 11, 20)), registry=make_registry(), now=NOW)
    return replace(
        made, ledger=replace(made.ledger, score=weigh([ScoreEvidence(test="D3", half=("docs/cost.md",))], {}))
    )


def d3(book: Book) -> ScoreResult:
    assert book.ledger.score is not None
    return next(result for result in book.ledger.score.results if result.id == "D3")


def test_an_answer_counts_and_can_be_taken_back(book: Book) -> None:
    after = answer(book, "d3", 1.0, "a latency budget in CI", by="ana", now=NOW)
    assert (d3(after).value, d3(after).decided, d3(after).found) == (1.0, Decided.TEAM, 0.5)
    told = d3(after).answer
    assert told is not None and (told.by, told.reason) == ("ana", "a latency budget in CI")
    again = answer(after, "D3", 0.0, "it was removed", by="bo", now=NOW)
    assert d3(again).value == 0.0
    back = undo(again, by="bo", now=NOW)
    assert (d3(back).value, d3(back).decided) == (1.0, Decided.TEAM)
    assert d3(undo(back, by="ana", now=NOW)).decided is Decided.EVIDENCE


@pytest.mark.parametrize(
    ("test", "value", "reason", "said"),
    [
        ("D9", 1.0, "x", "no test"),
        ("D3", 0.7, "x", "0.5"),
        ("D3", 1.0, "  ", "reason"),
        ("D3", 1.0, "x" * 5000, "longer"),
    ],
)
def test_what_is_no_answer_writes_nothing(book: Book, test: str, value: float, reason: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        answer(book, test, value, reason, by="ana", now=NOW)
    assert book.root is not None and not (book.root / ".debtscope" / "triage.jsonl").exists()


def test_answers_outlive_the_scan(book: Book) -> None:
    answer(book, "D3", 1.0, "a latency budget in CI", by="ana", now=NOW)
    assert book.root is not None
    again = scan(ScanRequest(root=book.root, as_of=date(2026, 11, 21)), registry=make_registry(), now=NOW)
    assert again.ledger.score is None  # nothing in this registry gives evidence
    kept = open_book(book.root)
    assert kept is not None and kept.ledger.score is None

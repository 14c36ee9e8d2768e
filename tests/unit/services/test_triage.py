"""Decisions of people: what they need, whose they are, how they are taken back, and that nobody else's is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.errors import UsageError
from debtscope.model.ledger import Item
from debtscope.model.triage import Decision, Triage
from debtscope.model.vocabulary import Category, Severity, Status, Verdict
from debtscope.services.browse import open_book
from debtscope.services.doctor import examine
from debtscope.services.manual import Registration, register
from debtscope.services.scan import scan
from debtscope.services.triage import decide, history, undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import write_tree
from tests.tiny import make_registry

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    write_tree(tmp_path / "repo", {"a.txt": "one TODO\ntwo TODO\nthree TODO\n"})
    return scan(ScanRequest(root=tmp_path / "repo", as_of=date(2026, 11, 20)), registry=make_registry(), now=NOW)


def ids(book: Book) -> list[str]:
    return [item.id for item in book.ledger.items]


def triage(book: Book, number: int) -> Triage:
    return book.ledger.items[number].triage


def test_one_decision_on_many_items_is_one_act(book: Book) -> None:
    decision = Decision(verdict=Verdict.PLAN, owner="bo", due="2026-12-01", note="with [red]markup[/] and \x1b[31m")
    after = decide(book, [*ids(book)[:2], ids(book)[0]], decision, by="ana", now=NOW)
    assert [triage(after, n).status for n in range(3)] == [Status.PLANNED, Status.PLANNED, Status.OPEN]
    assert triage(after, 0).by == "ana"
    assert triage(after, 0).note == decision.note
    back = undo(after, by="ana", now=NOW)
    assert [triage(back, n).status for n in range(3)] == [Status.OPEN] * 3
    assert [len(history(back, number)) for number in ids(back)] == [2, 2, 0]


def test_undo_walks_back_ones_own_decisions_and_leaves_others_alone(book: Book) -> None:
    first, second = ids(book)[:2]
    decide(book, [first], Decision(verdict=Verdict.PLAN), by="ana", now=NOW)
    decide(book, [second], Decision(verdict=Verdict.DEFER), by="bo", now=NOW)
    after = decide(book, [first], Decision(owner="cy"), by="ana", now=NOW)
    assert triage(after, 0).owner == "cy"
    after = undo(after, by="ana", now=NOW)
    assert (triage(after, 0).status, triage(after, 0).owner) == (Status.PLANNED, None)
    after = undo(after, by="ana", now=NOW)
    assert triage(after, 0).status is Status.OPEN
    again = undo(after, by="ana", now=NOW)
    assert again.ledger == after.ledger
    assert triage(again, 1).status is Status.DEFERRED


def test_a_book_opened_before_anothers_decision_adds_to_it(book: Book) -> None:
    number = ids(book)[0]
    decide(book, [number], Decision(verdict=Verdict.PLAN, owner="bo"), by="bo", now=NOW)
    after = decide(book, [number], Decision(note="seen"), by="ana", now=NOW)
    assert (triage(after, 0).owner, triage(after, 0).note, triage(after, 0).conflict) == ("bo", "seen", False)


@pytest.mark.parametrize(
    ("decision", "missing"),
    [
        (Decision(verdict=Verdict.ACCEPT, until="2027-01-01"), "reason"),
        (Decision(verdict=Verdict.ACCEPT, reason="known"), "looked at again"),
        (Decision(verdict=Verdict.DISMISS, reason="  "), "reason"),
        (Decision(verdict=Verdict.PLAN, due="tomorrow"), "date"),
        (Decision(verdict=Verdict.DEFER, until="2026-02-30"), "date"),
        (Decision(note="x" * 5000), "longer"),
        (Decision(), "nothing"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused_whole(book: Book, decision: Decision, missing: str) -> None:
    with pytest.raises(UsageError, match=missing):
        decide(book, ids(book), decision, by="ana", now=NOW)
    assert book.state is not None
    assert not (book.state / "triage.jsonl").exists()


def test_an_unknown_item_is_refused_with_the_nearest(book: Book) -> None:
    with pytest.raises(UsageError) as caught:
        decide(book, [ids(book)[0][:-1] + "0"], Decision(verdict=Verdict.PLAN), by="ana", now=NOW)
    assert ids(book)[0] in caught.value.hint


def test_what_was_registered_by_hand_is_an_item_like_any_other(book: Book) -> None:
    wanted = Registration(
        title="Nobody owns retraining", category=Category.CODE, severity=Severity.HIGH, principal_hours=8,
        interest_hours_per_month=2.5, owner="bo", due="2026-12-24",
    )  # fmt: skip
    item = register(book, wanted, by="ana", now=NOW)
    assert (item.triage.status, item.triage.owner) == (Status.PLANNED, "bo")
    assert book.root is not None
    for seen in (
        open_book(book.root),
        scan(ScanRequest(root=book.root, as_of=date(2026, 11, 21)), registry=make_registry(), now=NOW),
    ):
        assert seen is not None
        found = _only(seen, item.id)
        assert (found.interest.hours_per_month, found.principal.hours, found.severity) == (2.5, 8, Severity.HIGH)
    gone = undo(book, by="ana", now=NOW)
    assert _only(gone, item.id).triage.status is Status.OPEN
    with pytest.raises(UsageError):
        register(book, Registration(title=" ", category=Category.CODE, severity=Severity.LOW, principal_hours=1,
                                    interest_hours_per_month=0), by="ana", now=NOW)  # fmt: skip


def _only(book: Book, number: str) -> Item:
    return next(item for item in book.ledger.items if item.id == number)


def test_doctor_tells_what_is_wrong_with_settings_and_store(book: Book) -> None:
    assert book.root is not None
    own = {"settings", "state", "triage log", "history"}
    assert all(check.fine for check in examine(book.root) if check.name in own)
    write_tree(book.root, {"debtscope.toml": "maturty = 'pilot'\n", ".debtscope/triage.jsonl": "nonsense\n"})
    wrong = {c.name: c.hint for c in examine(book.root) if not c.fine}
    assert "maturity" in wrong["settings"]
    assert "triage.jsonl" in wrong["triage log"]

"""What payments teach: factors by rule with shrinkage, and the numbers, intervals, plan and words that they move."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.calibration import CALIBRATED, PRIOR_HOURS, Observation, calibrate
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Item
from debtscope.services.observed import learnt, observe, told
from debtscope.services.plan import make_plan
from debtscope.services.scan import scan
from debtscope.services.triage import undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import write_tree

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


def book_of(root: Path) -> Book:
    return scan(ScanRequest(root=root, as_of=DAY, use_cache=True), now=datetime(2999, 1, 1, tzinfo=UTC))


@pytest.fixture
def book(tmp_path: Path) -> Book:
    sloppy = "def f(x):\n    try:\n        return open(x)\n    except:\n        pass\n" * 4
    write_tree(
        tmp_path / "r",
        {"requirements.txt": "pandas\nnumpy\n", "src/app/__init__.py": "", "src/app/a.py": sloppy, "setup.py": sloppy},
    )
    return book_of(tmp_path / "r")


def first(book: Book) -> Item:
    return next(item for item in book.ledger.items if item.interest.hours_per_month > 0.01)


def again(book: Book, number: str) -> Item:
    assert book.root is not None
    return next(item for item in book_of(book.root).ledger.items if item.id == number)


def test_a_factor_is_drawn_to_one_while_little_was_seen() -> None:
    one = calibrate([Observation(rule="a", took=6.0, principal=2.0)])
    assert one.principal.of("a").value == pytest.approx(
        (PRIOR_HOURS * one.principal.overall.value + 6) / (PRIOR_HOURS + 2)
    )
    assert 1.0 < one.principal.of("a").value < 2.0
    many = calibrate([Observation(rule="a", took=6.0, principal=2.0)] * 50)
    assert many.principal.of("a").value == pytest.approx(3.0, rel=0.1)
    assert many.principal.of("a").observations == 50
    assert many.principal.of("b").value == many.principal.overall.value
    assert many.principal.of("b").observations == 0


def test_intervals_grow_narrower_and_never_close() -> None:
    widths: list[float] = []
    for count in (1, 5, 20, 500):
        found = calibrate([Observation(rule="a", took=2.0, principal=2.0)] * count).principal.of("a")
        widths.append(found.spread)
        assert found.low < found.value < found.high
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] > 0.45


def test_order_moves_no_factor() -> None:
    every = [Observation(rule="ab"[n % 2], took=n / 7, cost=n / 9, principal=1 + n / 3, interest=0.1) for n in range(9)]
    assert calibrate(every) == calibrate(reversed(every))


def test_twenty_payments_change_numbers_interval_plan_and_words(book: Book) -> None:
    item = first(book)
    before = make_plan(book.ledger.items, budget_hours=1000, as_of=DAY)
    after = book
    for _ in range(20):
        after = observe(
            after, item.id, took=item.principal.hours * 3, cost=item.interest.hours_per_month * 2, by="ana", now=NOW
        )
    factors = learnt(after)
    assert factors.principal.of(item.rule.slug).observations == 20
    assert "20 observations" in told(factors, item.rule.slug)
    now = again(after, item.id)
    paid, cost = factors.principal.of(item.rule.slug), factors.interest.of(item.rule.slug)
    assert 1.5 < paid.value <= 3.0
    assert now.principal.hours == pytest.approx(item.principal.hours * paid.value, rel=1e-2)
    assert now.interest.hours_per_month == pytest.approx(item.interest.hours_per_month * cost.value, rel=0.05, abs=2e-3)
    assert now.principal.high / now.principal.hours < item.principal.high / item.principal.hours
    assert "20 payments of yours" in now.principal.basis
    factor = next(one for one in now.interest.factors if one.name == CALIBRATED)
    assert factor.value == pytest.approx(cost.value, abs=1e-3)
    assert factor.source.value == "team"
    changed = make_plan(book_of(book.root or Path()).ledger.items, budget_hours=1000, as_of=DAY)
    assert changed != before


def test_a_payment_is_held_against_what_was_predicted_before_any_factor(book: Book) -> None:
    item = first(book)
    after = book
    for _ in range(8):
        after = observe(after, item.id, took=item.principal.hours * 3, cost=None, by="ana", now=NOW)
    once = learnt(after).principal.of(item.rule.slug)
    rescanned = book_of(book.root or Path())
    later = observe(rescanned, item.id, took=item.principal.hours * 3, cost=None, by="ana", now=NOW)
    twice = learnt(later).principal.of(item.rule.slug)
    assert once.value < twice.value < 3.0  # nine times the same three-fold, not a three-fold of a three-fold


def test_it_can_be_taken_back(book: Book) -> None:
    item = first(book)
    after = undo(observe(book, item.id, took=9.0, cost=None, by="ana", now=NOW), by="ana", now=NOW)
    assert learnt(after).is_empty
    assert again(after, item.id).principal.hours == item.principal.hours


def test_what_is_missing_or_wrong_is_refused(book: Book) -> None:
    item = first(book)
    with pytest.raises(UsageError, match="nothing to record"):
        observe(book, item.id, took=None, cost=None, by="ana", now=NOW)
    with pytest.raises(UsageError, match="no item"):
        observe(book, "COD-999-zzzzzzzz", took=1.0, cost=None, by="ana", now=NOW)
    with pytest.raises(UsageError, match="from 0 to"):
        observe(book, item.id, took=1e9, cost=None, by="ana", now=NOW)

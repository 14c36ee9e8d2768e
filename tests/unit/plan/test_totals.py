"""Totals of a ledger: what counts, and how shared causes and bands are added."""

from __future__ import annotations

import pytest

from debtscope.model.totals import summarize
from debtscope.model.vocabulary import Category, Severity, Status
from tests.unit.plan.ledgers import item


def test_dismissed_and_paid_items_stand_apart() -> None:
    ledger = [item(status.value, 2, 1, status=status) for status in Status]
    summary = summarize(ledger)
    assert (summary.items, summary.principal_hours) == (4, 8)
    assert summary.interest.value == pytest.approx(4)
    assert summary.by_status == {status.value: 1 for status in Status}


def test_of_items_with_one_cause_the_largest_counts_whole_and_the_rest_half() -> None:
    ledger = [item("a", 1, 4, cause="x"), item("b", 1, 2, cause="x"), item("c", 1, 1), item("d", 1, 3, cause="y")]
    assert summarize(ledger).interest.value == pytest.approx(4 + 1 + 1 + 3)


def test_slices_name_every_word_and_sum_to_the_whole_without_shared_causes() -> None:
    ledger = [
        item("a", 1, 4, category=Category.DATA, severity=Severity.LOW),
        item("b", 2, 2, category=Category.LEGAL, severity=Severity.CRITICAL),
    ]
    summary = summarize(ledger)
    assert set(summary.by_category) == {category.value for category in Category}
    assert set(summary.by_severity) == {severity.value for severity in Severity}
    assert summary.by_category["data"].interest_hours_per_month == 4
    assert sum(part.items for part in summary.by_severity.values()) == 2
    assert sum(part.principal_hours for part in summary.by_category.values()) == summary.principal_hours


def test_one_item_keeps_its_band() -> None:
    only = summarize([item("a", 1, 2, spread=3)]).interest
    assert (only.low, only.high) == (pytest.approx(2 / 3, abs=0.01), pytest.approx(6, abs=0.01))


@pytest.mark.parametrize("count", [2, 10, 300])
def test_the_total_lies_in_its_band_which_stays_wide_since_errors_are_shared(count: int) -> None:
    total = summarize([item(f"i{n}", 1, 2) for n in range(count)]).interest
    assert total.low < total.value < total.high
    assert total.high / total.low > 2.5
    assert "Fenton-Wilkinson" in total.method


def test_order_and_emptiness() -> None:
    ledger = [item(f"i{n}", 0.1 * n, 0.3 * n, cause=f"c{n % 3}") for n in range(20)]
    assert summarize(ledger) == summarize(ledger[::-1])
    assert summarize([]).interest.value == 0

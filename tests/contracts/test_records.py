"""What is known of the rules on unseen repositories, and what a package may get wrong in telling it."""

from __future__ import annotations

from pathlib import Path

import pytest

import debtscope_collectors.rules
from debtscope.engine.registry import _records as read_records  # pyright: ignore[reportPrivateUsage]
from debtscope.engine.registry import installed, named

TOLD = (Path(debtscope_collectors.rules.__path__[0]) / "record.toml").read_text("utf-8")


def test_every_record_is_of_a_rule_and_reaches_it() -> None:
    records = read_records(TOLD)
    rules = {rule.id: rule for rule in installed().rules}
    assert len(records) > 100 and records.keys() <= rules.keys()
    assert {name: rules[name].record for name in records} == records
    assert {rule.id for rule in rules.values() if rule.record is not None} == records.keys()


def test_a_rule_that_is_asked_for_alone_knows_its_record() -> None:
    name, record = next(iter(read_records(TOLD).items()))
    rule = named(name)
    assert rule is not None and rule.record == record and f"{record.right} right" in rule.told_record


@pytest.mark.parametrize("row", ["[1, 2]", "[1, 2, -1]", "[1, 2, true]", '"many"', "[1, 2, 3, 4]", "3"])
def test_a_row_that_is_no_three_counts_is_named(row: str) -> None:
    with pytest.raises(ValueError, match="COD-001: three counts"):
        read_records(f"COD-001 = {row}\n")

"""The table that people read: what it says of each item."""

from __future__ import annotations

import pytest

from debtscope.export import render
from debtscope.model.vocabulary import Confidence
from tests.made import make_item, make_ledger


@pytest.mark.parametrize(
    ("confidence", "mark"), [(Confidence.LOW, "!!?"), (Confidence.MEDIUM, "!! "), (Confidence.HIGH, "!! ")]
)
def test_what_is_unsure_is_marked_so(confidence: Confidence, mark: str) -> None:
    text = render(make_ledger(make_item(confidence=confidence)), "table")
    [line] = [line for line in text.splitlines() if line.startswith("!")]
    assert line.startswith(mark) and "? unsure" in text

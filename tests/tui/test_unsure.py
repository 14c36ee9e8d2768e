"""What is unsure is marked in the list and said beside it, and stands behind what is surer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debtscope.model.vocabulary import Confidence, Severity
from tests.tui.conftest import running
from tests.tui.made import made_book


@pytest.mark.parametrize("size", [(140, 30), (80, 24)])
async def test_an_unsure_item_is_marked_and_comes_last(size: tuple[int, int]) -> None:
    book = made_book(3)
    sure = (Confidence.LOW, Confidence.HIGH, Confidence.MEDIUM)
    items = tuple(
        replace(item, cause=None, must_do=False, severity=Severity.MEDIUM, confidence=one, title=f"about {one.value}")
        for item, one in zip(book.ledger.items, sure, strict=True)
    )
    async with running(replace(book, ledger=replace(book.ledger, items=items)), size=size) as app:
        lines = [line for line in app.screen_lines() if "about " in line[:60]]
        assert [("about high" in line, "about medium" in line, "med?" in line) for line in lines[:3]] == [
            (True, False, False), (False, True, False), (False, False, True),
        ]  # fmt: skip
        await app.press("end", "enter")
        assert "unsure" in app.text()

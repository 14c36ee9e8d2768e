"""The Score screen: worth and why, answering, taking an answer back, and the way to the items."""

from __future__ import annotations

from dataclasses import replace

from debtscope.model.errors import DebtscopeError
from debtscope.model.score import ScoreEvidence, weigh
from debtscope.services.types import Book
from tests.tui.conftest import running
from tests.tui.made import made_book


def book() -> Book:
    made = made_book(30)
    first = made.ledger.items[0]
    evidence = [
        ScoreEvidence(test="D1", half=("gx/expectations/churn.json",)),
        ScoreEvidence(test="D2", full=("src/train.py: shap.TreeExplainer",)),
        ScoreEvidence(test="D7", searched="none of 3 feature modules is tested"),
    ]
    score = weigh(evidence, {"DAT-002": [first.id]})
    return replace(made, ledger=replace(made.ledger, score=score))


async def test_the_screen_tells_worth_and_why() -> None:
    async with running(book(), size=(150, 50)) as app:
        await app.press("8")
        text = app.text()
        for words in (
            "0 of 7, the smallest of data 1.5", "25 wait for the team", "Feature expectations are captured", "decided by",
            "done by hand", "gx/expectations/churn.json", "in the way", "the question for the team", "a answers it",
        ):  # fmt: skip
            assert words in text, words
        await app.press("j", "j", "j", "j", "j", "j")
        assert "none of 3 feature modules is tested" in app.text()


async def test_an_answer_counts_is_taken_back_and_given_again() -> None:
    async with running(book(), size=(150, 50)) as app:
        await app.press("8", "j", "j", "a", "1")
        await app.answer("docs/cost.md")
        text = app.text()
        assert "data 2.5" in text
        assert "the team's answer" in text and "docs/cost.md" in text
        await app.decide("u")
        assert "data 1.5" in app.text()
        await app.decide("ctrl+r")
        assert "data 2.5" in app.text() and "docs/cost.md" in app.text()
        await app.decide("u")
        assert "data 1.5" in app.text()


async def test_an_answer_without_a_reason_is_asked_again_and_a_refusal_is_told() -> None:
    async with running(book(), size=(150, 50)) as app:
        await app.press("8", "j", "j", "a", "h")
        await app.press("enter")
        assert "an answer needs a reason" in app.text()
        await app.press("escape")
        assert "data 1.5" in app.text()
        app.session.refuses = DebtscopeError("verdicts are refused: a read-only tree")
        await app.press("a", "h")
        await app.answer("x")
        assert "refused" in app.text()


async def test_the_items_in_the_way_are_one_key_away() -> None:
    shown = book()
    async with running(shown, size=(150, 50)) as app:
        await app.press("8", "slash")
        assert f"id:{shown.ledger.items[0].id}" in app.text()


async def test_a_ledger_without_a_score_says_how_to_get_one() -> None:
    async with running(made_book(5), size=(100, 30)) as app:
        await app.press("8")
        assert "scan again" in app.text()

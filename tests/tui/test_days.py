"""The scans of past days: the list of them, one of them, and the way back; what is gone says so."""

from __future__ import annotations

from debtscope.tui.screens.kept import KeptScreen
from tests.tui.conftest import running
from tests.tui.made import made_book


async def test_what_is_gone_says_so_and_what_is_there_still_opens_as_it_is_today() -> None:
    async with running(made_book(40), size=(140, 40)) as app:
        await app.press("D", "enter")
        kept = app.app.screen
        assert isinstance(kept, KeptScreen)
        text = app.text()
        assert (
            text.index("came since 2026-11-13 (3,")
            < text.index("gone since 2026-11-13 (2,")
            < text.index("there before")
        )
        await app.press("j", "j", "j", "enter")
        assert app.app.screen is kept and "it is not in today's ledger" in app.text()
        await app.press("g", "enter")
        assert app.app.screen.__class__.__name__ == "ItemScreen"
        await app.press("escape", "escape", "escape")
        assert app.app.screen is app.ledger


async def test_the_date_in_view_is_where_the_days_begin_and_opening_twice_is_opening_once() -> None:
    async with running(made_book(40), size=(140, 40)) as app:
        await app.press("enter", "D", "D")
        assert [screen.__class__.__name__ for screen in app.app.screen_stack] == [
            "LedgerScreen",
            "ItemScreen",
            "DaysScreen",
        ]
        assert "no scan of 2026-08-01 or before is kept; the first is of 2026-11-20" in app.text()


async def test_no_verdict_falls_on_an_item_of_the_past() -> None:
    async with running(made_book(40)) as app:
        await app.press("D", "enter", "a", "w", "f", "space")
        assert isinstance(app.app.screen, KeptScreen) and not app.session.decisions


async def test_without_a_ledger_there_are_no_days_but_the_demonstration() -> None:
    async with running(made_book(0)) as app:
        await app.press("D", "escape")
        assert app.app.screen is app.ledger

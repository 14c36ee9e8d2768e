"""Screens that are left in the middle of what they do."""

from __future__ import annotations

import pytest

from debtscope.tui.screens.item import ItemScreen
from debtscope.tui.screens.trends import TrendsScreen
from debtscope.tui.screens.triage import TriageScreen
from debtscope.tui.widgets.bars import TopBar
from tests.tui.conftest import running
from tests.tui.made import made_book


@pytest.mark.parametrize(("key", "kind"), [("2", TriageScreen), ("4", TrendsScreen), ("enter", ItemScreen)])
async def test_a_screen_that_is_left_before_its_next_frame_draws_nothing_more(
    key: str, kind: type[TriageScreen | TrendsScreen | ItemScreen]
) -> None:
    async with running(size=(120, 40)) as app:
        await app.press(key)
        screen = app.app.screen
        assert isinstance(screen, kind)
        assert screen.is_drawn
        screen.on_resize()  # draws once the next frame is there
        left = app.app.pop_screen()
        await left
        assert not screen.is_drawn
        await app.pilot.pause()
        assert app.app.screen is app.ledger


async def test_what_comes_while_widgets_go_one_by_one_is_drawn_nowhere() -> None:
    async with running(size=(120, 40)) as app:
        before = app.app.book
        await app.ledger.query_one(TopBar).remove()
        app.app._running = False  # pyright: ignore[reportPrivateUsage] - Textual's first step of leaving, before it closes any widget
        await app.app.take(made_book(5))
        app.app._running = True  # pyright: ignore[reportPrivateUsage] - so that the test's own end is as usual
        assert app.app.book is before

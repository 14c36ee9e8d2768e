"""The pane beside the list is drawn cell by cell where it differs, and still shows what a whole drawing would."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from debtscope.tui.widgets.preview import Preview, differences
from tests.tui.conftest import running
from tests.tui.made import HOSTILE, FakeSession, made_book


def test_only_the_cells_that_differ_are_drawn() -> None:
    old = [Strip([Segment("fix  2.0 h ")]), Strip([Segment("same       ")]), Strip([Segment("宽 wide    ")])]
    new = [Strip([Segment("fix  3.5 h ")]), Strip([Segment("same       ")]), Strip([Segment("wide  now  ")])]
    assert list(differences(old, new, 11)) == [Region(5, 0, 3, 1), Region(0, 2, 11, 1)]
    assert list(differences(old, old[:2], 11)) == [Region(0, 2, 11, 1)]


async def test_what_was_drawn_in_pieces_is_what_is_drawn_at_once() -> None:
    async with running(session=FakeSession(made_book(60, names=HOSTILE), names=HOSTILE)) as app:
        pane = app.ledger.query_one(Preview)
        seen: set[str] = set()
        for _ in range(12):
            await app.press("j")
            await app.pilot.pause(0.1)
            await app.settle()
            in_pieces = app.screen_lines()
            seen.add("\n".join(line[82:] for line in in_pieces))
            pane.refresh()
            await app.settle()
            assert app.screen_lines() == in_pieces
        assert len(seen) > 6, "the pane follows the cursor"

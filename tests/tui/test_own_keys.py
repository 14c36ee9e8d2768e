"""Jump letters, newcomers' keys, the palette and the mouse, and keys that a person changed."""

from __future__ import annotations

import pytest

from debtscope.tui.keys import import_all, keymap, name_of
from debtscope.tui.screens.item import ItemScreen
from debtscope.tui.screens.jump import LETTERS, JumpScreen, spots_of
from debtscope.tui.views import Tastes
from debtscope.tui.widgets.bars import HintBar
from debtscope.tui.widgets.ledger_table import LedgerTable
from tests.tui.conftest import running
from tests.tui.made import FakeSession, made_book


def test_actions_have_names_and_wrong_lines_are_told() -> None:
    import_all()
    assert name_of("place('plan')") == "place.plan"
    made, faults = keymap({"accept": "A, ?", "acept": "x", "defer": "escape", "fix": " "})
    assert made == {"accept": "A,question_mark"}
    assert faults == [
        "keys.toml: there is no 'acept'; did you mean 'accept'?",
        "keys.toml: defer: ctrl+c and esc stay what they are",
        "keys.toml: fix: a key is missing",
    ]


async def test_a_person_s_own_keys_decide_and_the_old_ones_do_not() -> None:
    session = FakeSession(made_book(), kept=Tastes(keys={"defer": "X", "place.rules": "f5", "nothing": "y"}))
    async with running(session=session) as app:
        assert any("there is no 'nothing'" in said.text for said in app.app.messages)
        await app.decide("d", "1")
        assert not session.decisions
        await app.press("escape")
        await app.decide("X", "1")
        assert len(session.decisions) == 1
        await app.press("f5")
        assert "Rules" in app.screen_lines()[0]
        bound = {key: active.binding.action for key, active in app.app.screen.active_bindings.items()}
        assert bound["f5"] == "place('rules')"
        assert "5" not in bound


async def test_a_letter_goes_to_a_line_a_hint_or_the_filter() -> None:
    async with running() as app:
        await app.press("ctrl+o")
        assert isinstance(app.app.screen, JumpScreen)
        spots = spots_of(app.ledger)
        at = next(n for n, (x, y, _) in enumerate(spots) if (x, y) == (0, 8))
        await app.press(LETTERS[at])
        assert app.ledger.table.cursor == 8 - app.ledger.table.region.y - 1
        await app.press("ctrl+o", LETTERS[next(n for n, spot in enumerate(spots) if spot[:2] == (1, 1))])
        assert app.ledger.query_one("#filter-input").has_focus
        await app.press("escape", "ctrl+o", "escape")
        assert app.app.screen is app.ledger


@pytest.mark.parametrize(
    ("key", "words"), [("ctrl+c", "q quits"), ("f1", "on this screen"), ("ctrl+s", "export"), ("delete", "dismiss")]
)
async def test_newcomers_keys_do_what_they_expect(key: str, words: str) -> None:
    async with running() as app:
        await app.press(key)
        assert words in app.text()


async def test_ctrl_f_filters_and_the_palette_names_every_key() -> None:
    async with running() as app:
        await app.press("ctrl+f")
        assert app.ledger.query_one("#filter-input").has_focus
        await app.press("escape", "escape", "ctrl+p", *"columns")
        await app.pilot.pause(0.2)
        assert "choose the columns  C" in app.text()


async def test_the_mouse_moves_opens_and_presses_hints() -> None:
    async with running() as app:
        await app.pilot.click(LedgerTable, offset=(10, 4))
        await app.settle()
        assert app.ledger.table.cursor == 3
        await app.pilot.click(LedgerTable, offset=(10, 4))
        await app.settle()
        assert isinstance(app.app.screen, ItemScreen)
        await app.press("escape")
        bar = app.ledger.query_one(HintBar)
        start = next(start for start, _, key in bar._spots if key == "slash")  # pyright: ignore[reportPrivateUsage] - where it stands
        await app.pilot.click(HintBar, offset=(start, 0))
        await app.pilot.pause(0.1)
        await app.settle()
        assert app.ledger.query_one("#filter-input").has_focus

"""What stands in a question already: edited, or replaced by what is typed."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.content import Content

from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.screens.trends import SINCE
from debtscope.tui.triage_keys import DEFERRALS
from tests.tui.conftest import running


@pytest.mark.parametrize(
    ("is_whole", "keys", "answer"),
    [
        (True, "bo", "bo"),
        (True, "", "ana"),
        (False, "bo", "anabo"),
    ],
)
async def test_a_question_about_the_whole_is_answered_by_typing(is_whole: bool, keys: str, answer: str) -> None:
    answers: list[str | None] = []
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(Prompt(Content("who is here?"), value="ana", is_whole=is_whole), answers.append)
        await pilot.press(*keys, "enter")
    assert answers == [answer]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 14)])
@pytest.mark.parametrize("choices", [SINCE, DEFERRALS])
async def test_every_choice_is_seen_however_narrow_the_window(
    choices: tuple[tuple[str, str], ...], size: tuple[int, int]
) -> None:
    async with running(size=size) as app:
        app.app.push_screen(Choices("defer 宽字符文件名 a title of forty cells or so", choices))
        await app.settle()
        for key, word in choices:
            assert f"{key} {word}" in app.text()
        await app.pilot.resize_terminal(46, 16)
        await app.settle()
        for key, word in choices:
            assert f"{key} {word}" in app.text()


async def test_letters_to_jump_to_leave_when_what_they_stood_on_moves() -> None:
    async with running() as app:
        await app.press("ctrl+o")
        assert app.app.screen is not app.ledger
        await app.pilot.resize_terminal(90, 28)
        await app.settle()
        assert app.app.screen is app.ledger

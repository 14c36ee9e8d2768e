"""What stands in a question already: edited, or replaced by what is typed."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.content import Content

from debtscope.tui.dialogs.prompt import Prompt


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

"""Names that would drive a terminal or a markup parser, through every screen: nothing gets out, nothing falls over."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len

from debtscope.model.triage import Decision
from debtscope.tui.ink import ASCII, UNICODE, Ink
from debtscope.tui.page import Page
from tests.tui.conftest import Driver, running
from tests.tui.made import HOSTILE, FakeSession, made_book

FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def check(app: Driver, width: int) -> None:
    """What is about to go to the terminal: no control or format character, every line as wide as the screen."""
    for strip in app.app.screen._compositor.render_strips():  # pyright: ignore[reportPrivateUsage] - the very segments that are written
        text = "".join(segment.text for segment in strip)
        odd = {f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in FORBIDDEN}
        assert not odd, (app.app.screen, text)
        assert cell_len(text) == width, text
        assert not any(segment.control for segment in strip)


def hostile_session() -> FakeSession:
    return FakeSession(made_book(len(HOSTILE) * 6, names=HOSTILE), names=HOSTILE)


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (48, 14)])
async def test_every_screen_survives_hostile_names(size: tuple[int, int]) -> None:
    async with running(session=hostile_session(), size=size) as app:
        width = size[0]
        check(app, width)
        await app.press("asterisk")
        for _ in range(5):
            check(app, width)
            await app.press("pagedown")
        for key in ("c", "o", "p", "r", "n"):
            await app.press("b", key)
            check(app, width)
        await app.press("home", "enter")
        for _ in range(len(HOSTILE) if width == 80 else 3):
            await app.press("l")
            check(app, width)
        await app.press("escape")
        for place in ("3", "5", "6", "7", "exclamation_mark"):
            await app.press(place)
            for _ in range(3):
                check(app, width)
                await app.press("pagedown")
            await app.press("escape")


@pytest.mark.parametrize(
    "keys", [("a",), ("d",), ("f",), ("o",), ("y", "m"), ("y", "j"), ("E",), ("question_mark",), ("colon",)]
)
async def test_prompts_and_boxes_survive_them(keys: tuple[str, ...]) -> None:
    async with running(session=hostile_session()) as app:
        await app.press("asterisk")
        for _ in range(2):
            await app.press("escape", "j")
            await app.press(*keys)
            await app.pilot.pause(0.05)
            check(app, 120)
            await app.press("escape")


async def test_prefilled_answers_survive_them() -> None:
    async with running(session=hostile_session()) as app:
        for _ in range(len(HOSTILE) // 2):
            await app.press("j", "o")
            check(app, 120)
            await app.press("escape", "f")
            check(app, 120)
            await app.press("escape")


async def test_verdicts_and_their_sentences_survive_them() -> None:
    async with running(session=hostile_session()) as app:
        for reason in HOSTILE[:8]:
            await app.decide("o", "escape")
            item = app.ledger.table.current
            assert item is not None
            await app.app.decide([item], Decision(owner=reason or "x"))
            await app.settle()
            check(app, 120)


async def test_a_filter_of_hostile_text_is_only_text() -> None:
    async with running(session=hostile_session()) as app:
        for text in HOSTILE:
            app.ledger.put_query(text[:60])
            await app.settle()
            check(app, 120)


@pytest.mark.parametrize("ink", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("width", [1, 2, 3, 7, 12, 24, 80])
def test_fitted_text_is_exactly_as_wide_as_asked(name: str, width: int, ink: Ink) -> None:
    for text in (ink.fit(name, width), ink.tail(name, width)):
        assert cell_len(text) == width
        assert not any(unicodedata.category(c) in FORBIDDEN for c in text)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_page_wraps_within_its_width(name: str) -> None:
    page = Page(UNICODE, 24)
    page.text(f"before {name} after")
    page.prose(f"- one {name}\n  two\n\n    code {name}")
    for line in page.done().plain.split("\n"):
        assert not any(unicodedata.category(c) in FORBIDDEN for c in line)

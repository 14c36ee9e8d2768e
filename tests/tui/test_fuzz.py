"""Keys that nobody would press in that order: whatever is pressed, nothing breaks, the way back works, and the sums are right."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from textual.keys import REPLACED_KEYS

from debtscope.services.types import Book
from debtscope.tui.commands import KEY_NAMES
from debtscope.tui.keys import NAMES, import_all
from debtscope.tui.money import whole
from tests.tui.conftest import Driver, running
from tests.tui.made import FakeSession, made_book

LEAVES = frozenset({"q", "ctrl+q", "ctrl+z", "E", "e", "B", "ctrl+s"})
"""They end it, suspend it, or write a file."""
OFTEN = (
    "j",
    "k",
    "l",
    "h",
    "enter",
    "escape",
    "tab",
    "slash",
    "space",
    "asterisk",
    "a",
    "d",
    "f",
    "w",
    "u",
    "ctrl+r",
    "full_stop",
)
WORDS = (
    "category:data ",
    "sev",
    "-is:new ",
    "sort:-age ",
    '"',
    "owner:none",
    "2w",
    "because",
    "bo 2w",
    "(",
    "\u202e",
    "[/b]",
)
SIZES = ((120, 40), (80, 24), (200, 50), (59, 15), (100, 17), (30, 8))


def every_key() -> list[str]:
    """All keys that any screen has bound."""
    import_all()
    from debtscope.tui.app import DebtscopeApp

    found: set[str] = set()
    todo: list[type[object]] = [DebtscopeApp, *_below(object)]
    for one in todo:
        for binding in one.__dict__.get("BINDINGS", ()):
            found |= {key.strip() for key in getattr(binding, "key", "").split(",")}
    return sorted(found - LEAVES - {""})


def _below(_: type[object]) -> list[type[object]]:
    from debtscope.tui.keys import Remappable

    todo: list[type[object]] = [Remappable]
    for one in todo:
        todo.extend(one.__subclasses__())
    return todo


async def press_at_random(app: Driver, dice: random.Random, count: int, keys: Sequence[str]) -> list[str]:
    """Keys, words, clicks and other sizes of the window; what was done, to do it again by hand."""
    done: list[str] = []
    for _ in range(count):
        kind = dice.random()
        if kind < 0.03:
            size = dice.choice(SIZES)
            done.append(f"size {size}")
            await app.pilot.resize_terminal(*size)
        elif kind < 0.08:
            word = dice.choice(WORDS)
            done.append(f"type {word!r}")
            for letter in word:
                await app.pilot.press(letter if letter.isalnum() else REPLACED_KEYS.get(letter, letter))
        elif kind < 0.12:
            width, height = app.app.size
            spot = (dice.randrange(width), dice.randrange(height))
            done.append(f"click {spot}")
            await app.pilot.click(offset=spot)
        else:
            key = dice.choice(OFTEN if kind < 0.5 else keys)
            done.append(key)
            await app.pilot.press(key)
        if dice.random() < 0.3:
            await app.pilot.pause()
        traces = [said.detail for said in app.app.messages if said.detail]
        assert not traces, (done[-12:], traces[-1])
        assert app.app.return_code is None, done[-12:]
    return done


async def came_back(app: Driver, done: Sequence[str]) -> None:
    """Esc, and nothing else, leads to the list; there keys work again and the sums are those of the items."""
    for _ in range(14):
        await app.pilot.press("escape")
        await app.pilot.pause()
    await app.settle()
    assert app.app.screen is app.ledger, (done[-20:], app.app.screen)
    assert app.ledger.table.has_focus, done[-20:]
    await app.pilot.resize_terminal(160, 40)
    await app.settle()
    book = app.app.book
    assert book is not None
    total = whole(book.ledger.items)
    top = app.screen_lines()[0]
    assert f"{sum(item.triage.status == 'open' for item in book.ledger.items):,} open" in top, done[-20:]
    assert f"{total.interest:.0f} h/month" in top or f"{total.interest:.1f} h/month" in top, (top, total)
    before = app.ledger.table.cursor
    await app.press("j" if before == 0 else "k")
    assert app.ledger.table.cursor != before, done[-20:]


def small() -> Book:
    """Enough to scroll, with groups of one cause."""
    return made_book(70)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_pressed(seed: int) -> None:
    keys = every_key()
    assert {"h", "l", "p", "z", "b", "C", "V", "x", "minus"} <= set(keys) and NAMES and KEY_NAMES
    dice = random.Random(seed)
    async with running(small(), session=FakeSession(small())) as app:
        done = await press_at_random(app, dice, 110, keys)
        await came_back(app, done)


@pytest.mark.parametrize("book", [None, made_book(0), made_book(20, read_only="the disk is full")])
async def test_whatever_is_pressed_where_there_is_little_to_do(book: Book | None) -> None:
    dice = random.Random(7)
    async with running(book, session=FakeSession(book)) as app:
        await press_at_random(app, dice, 60, [key for key in every_key() if key not in {"D", "r"}])


async def test_the_page_of_the_first_run_keeps_its_keys_after_help_and_letters() -> None:
    async with running(session=FakeSession(None)) as app:
        for key in ("question_mark", "ctrl+o", "colon"):
            await app.press(key, "escape", "escape")
            theme = app.app.theme
            await app.press("T")
            assert app.app.theme != theme, f"after {key} letters went into a field that nobody sees"

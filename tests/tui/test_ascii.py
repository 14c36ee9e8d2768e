"""A terminal that has ASCII alone: no other sign on any screen, borders and Textual's own widgets included."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from debtscope.tui.ascii import in_ascii
from tests.tui.conftest import Driver, running
from tests.tui.made import HOSTILE, FakeSession, made_book

KEYS = (
    ("j", "space"), ("b", "s"), ("b", "c"), ("b", "n"), ("slash", "s", "e", "v"), ("escape", "escape", "C"), ("escape", "d"),
    ("escape", "a"), ("escape", "y", "m"), ("escape", "enter"), ("greater_than_sign",), ("greater_than_sign",),
    ("greater_than_sign", "i"), ("greater_than_sign",), ("escape", "question_mark"), ("escape", "colon"), ("escape", "2"),
    ("3",), ("4",), ("5",), ("6",), ("7",), ("8",), ("U",), ("D",), ("D", "enter"), ("exclamation_mark",), ("1", "ctrl+o"),
)  # fmt: skip


def check(app: Driver, width: int) -> None:
    for line in app.screen_lines():
        assert line.isascii(), (app.app.screen, {c for c in line if not c.isascii()}, line)
        assert cell_len(line) == width


@pytest.mark.parametrize(("size", "names"), [((160, 50), HOSTILE), ((80, 24), ()), ((50, 14), HOSTILE)])
async def test_no_byte_above_127_on_any_screen(size: tuple[int, int], names: tuple[str, ...]) -> None:
    session = FakeSession(made_book(60, names=names), names=names)
    async with running(session=session, size=size, ascii_only=True) as app:
        check(app, size[0])
        for keys in KEYS:
            await app.press(*keys)
            await app.pilot.pause(0.07)
            check(app, size[0])


def test_every_sign_keeps_its_cells() -> None:
    for text in ("─│┌█▁…", "日本", "▶ a", "🙂"):
        assert in_ascii(text).isascii()
        assert len(in_ascii(text)) == cell_len(text)

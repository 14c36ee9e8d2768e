"""Anything that is shown leads to what it rests on: a path to its line, a bar to its commits, an item to its rule."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.model.finding import Evidence
from debtscope.model.ledger import Factor
from debtscope.tui.carry import CarryPlace
from debtscope.tui.screens.item import ItemScreen
from tests.tui.conftest import Driver, running
from tests.tui.made import FakeSession, made_book, made_rules


async def click_on(app: Driver, text: str) -> None:
    """The first place on the screen where it stands."""
    lines = app.screen_lines()
    row = next(n for n, line in enumerate(lines) if text in line)
    await app.pilot.click(offset=(lines[row].index(text) + 1, row))
    await app.settle()


async def test_an_editor_that_has_no_terminal_costs_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the browser of `tui --serve`, where Textual cannot step back; a test's terminal cannot either."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    (tmp_path / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(FakeSession, "root", tmp_path)
    book = made_book(5)
    items = tuple(replace(item, path="a.py", line=1) for item in book.ledger.items)
    async with running(replace(book, ledger=replace(book.ledger, items=items))) as app:
        await app.press("e")
        assert "no editor can be opened in this terminal: y then p copies path:line" in app.text()
        await app.press("j", "enter")
        assert isinstance(app.app.screen, ItemScreen)


async def test_a_click_on_evidence_opens_its_file_and_none_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, list[str]]] = []
    monkeypatch.setenv("EDITOR", "true")
    root = tmp_path / "repo"
    root.mkdir()
    (root / "b.py").write_text("y = 1\n")
    (tmp_path / "outside.py").write_text("z = 1\n")
    monkeypatch.setattr(FakeSession, "root", root)
    book = made_book(3)
    facts = (
        Evidence(kind="line", path="b.py", line=1),
        Evidence(kind="line", path="../outside.py", line=1),
        Evidence(kind="line", path="gone.py", line=7),
    )
    items = tuple(replace(item, evidence=facts, line=None) for item in book.ledger.items)
    async with running(replace(book, ledger=replace(book.ledger, items=items)), size=(160, 50)) as app:
        monkeypatch.setattr(app.app, "suspend", lambda: opened.append(("suspended", [])) or threading.Lock())
        await app.press("enter")
        await click_on(app, "gone.py:7")
        assert not opened and "the file is not there any more" in app.text()
        await click_on(app, "../outside.py:1")
        assert not opened and "outside of the repository" in app.text()
        await click_on(app, "b.py:1")
        assert len(opened) == 1
        assert isinstance(app.app.screen, CarryPlace)


async def test_a_bar_that_rests_on_git_leads_to_its_commits() -> None:
    book = made_book(3)
    item = book.ledger.items[0]
    touches = Factor(name="touches", value=1, unit="a month", low=1, high=1, source=item.interest.factors[0].source,
                     ref="git: 11 commits")  # fmt: skip
    factors = (item.interest.factors[0], touches)
    items = tuple(replace(i, interest=replace(i.interest, factors=factors)) for i in book.ledger.items)
    async with running(replace(book, ledger=replace(book.ledger, items=items)), size=(160, 50)) as app:
        await app.press("enter", "i")
        await click_on(app, "its commits")
        assert "who wrote the lines" in app.text()


async def test_an_item_says_why_before_the_catalogue_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it takes a second the first time."""
    go = threading.Event()

    def slow(self: FakeSession) -> object:
        assert go.wait(20)
        return made_rules()

    monkeypatch.setattr(FakeSession, "rules", slow)
    async with running(made_book(3), size=(160, 50)) as app:
        try:
            await app.pilot.press("enter")
            for _ in range(200):
                await app.pilot.pause(0.01)
                if "why it is debt" in app.text():
                    break
            assert "Numbers look better than they are" in app.text() and "what the rule looks for" not in app.text()
        finally:
            go.set()
        await app.settle()
        assert "what the rule looks for" in app.text()

"""What is cut in a list can be scrolled to; what falls away in a narrow window, and how much its foot says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events
from textual.widget import Widget

from debtscope.model.finding import file_subject
from debtscope.model.vocabulary import Status
from debtscope.services.types import Book
from debtscope.tui.columns import cells_of, columns
from debtscope.tui.widgets.bars import HintBar
from debtscope.tui.widgets.ledger_table import LedgerTable
from debtscope.tui.widgets.lines import LineList
from tests.tui.conftest import Driver, running
from tests.tui.made import made_book

END = "which nobody reads to its last word"
FAR = "pipelines/ingest/clicks/of/yesterday/read_everything.py"


def long_book() -> Book:
    """Items that stand by themselves, with titles and places that no list has room for."""
    book = made_book(30)
    items = tuple(
        replace(
            item,
            cause=None,
            subject=file_subject(FAR),
            title=f"{item.title} {'and a very long story ' * 3}{END}",
            path=FAR,
            line=n + 1,
        )
        for n, item in enumerate(book.ledger.items)
    )
    return replace(book, ledger=replace(book.ledger, items=items))


def line_here(app: Driver) -> str:
    """The line under the cursor, without the preview."""
    table = app.app.screen.query_one(LineList)
    at = table.region
    return app.screen_lines()[at.y + 1 + table.cursor - round(table.scroll_offset.y)][: at.width]


@pytest.mark.parametrize(("forth", "back"), [("l", "h"), ("right", "left")])
async def test_l_shows_what_is_cut_and_h_comes_back(forth: str, back: str) -> None:
    async with running(long_book(), size=(120, 40)) as app:
        fitted = line_here(app)
        assert END not in fitted and "/clicks/" not in fitted
        seen, rule = "", fitted[3:15]
        for _ in range(8):
            await app.press(forth)
            assert line_here(app)[3:15] == rule, "severity and rule stay in place"
            seen += line_here(app)
        assert END in seen, "a title to its end"
        assert FAR[:24] in seen and FAR[-24:] in seen, "a place from its start"
        assert "nothing more at the right" in app.text()
        for _ in range(8):
            await app.press(back)
        assert line_here(app) == fitted


async def test_what_speaks_across_all_columns_stays_where_it_is() -> None:
    async with running(long_book(), size=(120, 24)) as app:
        said = next(line for line in app.screen_lines() if "more, surest first" in line)
        await app.press("l", "l")
        assert said[:80] in app.text()


async def test_a_list_goes_sideways_under_a_cursor_that_stays() -> None:
    async with running(long_book(), size=(120, 40)) as app:
        await app.press("j", "j", *"llll", "j")
        assert app.ledger.table.cursor == 3
        heading = app.screen_lines()[app.ledger.table.region.y]
        assert "where" in heading, "the heading goes with its columns"
        await app.press("pagedown", "G", "g")
        moved = line_here(app)
        await app.press(*"hhhhh")
        assert line_here(app) != moved and "/mo" in app.text()


async def test_groups_fold_first_and_then_their_lines_go_sideways() -> None:
    async with running(long_book(), size=(120, 40)) as app:
        await app.press("b", "c", "j")
        table = app.ledger.table
        assert not any(group.folded for group in table.groups)
        open_lines = table.rows.count()
        await app.press("l")
        assert table.rows.count() == open_lines
        await app.press("h", "h")
        assert any(group.folded for group in table.groups), "back in sight, h folds"
        await app.press("l")
        assert table.rows.count() == open_lines


async def test_a_line_that_is_not_cut_says_so() -> None:
    book = made_book(30)
    short = tuple(
        replace(item, cause=None, subject=file_subject(FAR), title="short", path="a.py", line=1)
        for item in book.ledger.items
    )
    async with running(replace(book, ledger=replace(book.ledger, items=short)), size=(200, 40)) as app:
        before = line_here(app)
        await app.press("l")
        assert line_here(app) == before
        assert "nothing more at the right" in app.text()


async def test_every_list_goes_sideways() -> None:
    async with running(long_book(), size=(120, 40)) as app:
        await app.press("f")
        await app.answer("bo 2w")
        await app.press("3")
        fitted = line_here(app)
        assert END not in fitted
        seen = ""
        for _ in range(8):
            await app.press("l")
            seen += line_here(app)
        assert END in seen
        await app.press(*"h" * 14)
        assert line_here(app) == fitted


async def test_the_wheel_goes_sideways_too() -> None:
    def turn(widget: Widget, *, down: bool) -> None:
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        widget.post_message(kind(widget, 5, 5, 0, 0, 0, shift=True, meta=False, ctrl=False))

    async with running(long_book(), size=(120, 40)) as app:
        before, count = line_here(app), app.ledger.table.rows.count()
        turn(app.ledger.table, down=True)
        await app.settle()
        assert line_here(app) != before
        assert app.ledger.table.rows.count() == count, "sideways asks for no more lines"
        turn(app.ledger.table, down=False)
        turn(app.ledger.table, down=False)
        await app.settle()
        assert line_here(app) == before


@pytest.mark.parametrize(("size", "most"), [((80, 24), 4), ((99, 30), 4), ((120, 40), 8), ((200, 50), 8)])
async def test_the_foot_says_no_more_than_is_read(size: tuple[int, int], most: int) -> None:
    async with running(size=size) as app:
        for place in ("", "2", "3", "4", "5", "6", "7", "8", "U"):
            if place:
                await app.press(place)
            bar = app.app.screen.query_one(HintBar)
            assert len(bar._spots) <= most, place  # pyright: ignore[reportPrivateUsage] - what stands there
            assert bar._spots[-1][2] == "question_mark"  # pyright: ignore[reportPrivateUsage] - the last one always stays
        await app.press("1")
        assert len(app.ledger.query_one(HintBar)._spots) == most  # pyright: ignore[reportPrivateUsage] - as above


def unowned_book() -> Book:
    """Items that nobody owns."""
    book = made_book(30)
    items = tuple(
        replace(item, triage=replace(item.triage, owner=None, status=Status.OPEN), cause=None)
        for item in book.ledger.items
    )
    return replace(book, ledger=replace(book.ledger, items=items))


async def test_a_list_beside_a_preview_has_hours_and_owner() -> None:
    async with running(unowned_book(), size=(120, 40)) as app:
        table = app.ledger.query_one(LedgerTable).region
        heading = app.screen_lines()[table.y][: table.width].split()
        assert " ".join(heading) == "sev id what where fix h h/mo pays st", "nobody owns anything: no column of dashes"
        without = app.ledger.table.shown_columns
        await app.press("o", *"Ana Maria", "enter")
        heading = app.screen_lines()[table.y][: table.width].split()
        assert " ".join(heading) == "sev id what where fix h h/mo pays owner st"
        line = app.screen_lines()[table.y + 1]
        assert " Ana " in line and "Ana…" not in line, "the first name, whole"
        await app.press("u")
        assert app.ledger.table.shown_columns == without
    async with running(size=(80, 24)) as app:
        heading = app.screen_lines()[app.ledger.table.region.y]
        assert "owner" not in heading and "fix h" not in heading, "they fall away first where no preview has them"


@pytest.mark.parametrize("width", range(16, 220))
def test_columns_beside_a_preview_fill_the_line_exactly(width: int) -> None:
    used = cells_of(columns(width, beside=True))
    assert used <= max(width, 40)
    assert width < 40 or used >= width - 60

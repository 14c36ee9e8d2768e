"""The panes of the ledger: beside, below, larger; what they say of a group, of a cause, and of nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.cli.main import main
from debtscope.model.figures import hours
from debtscope.tui.money import tally
from debtscope.tui.widgets.preview import Preview
from tests.tui.conftest import Driver, played, running
from tests.tui.made import FakeSession, made_book


async def rested(app: Driver) -> str:
    """The screen once the pane has followed the cursor."""
    await app.pilot.pause(0.1)
    await app.settle()
    return app.text()


def pane(app: Driver) -> tuple[int, int]:
    """Cells of the preview; none where it is not shown."""
    found = app.ledger.query_one(Preview)
    return (found.size.width, found.size.height) if found.display else (0, 0)


async def test_a_narrow_window_has_the_preview_below_when_it_is_wanted() -> None:
    async with running(size=(80, 24)) as app:
        assert pane(app) == (0, 0)
        await app.press("p")
        item = app.ledger.table.current
        assert item is not None and item.rule.slug in await rested(app)
        assert pane(app)[0] >= 76 and app.ledger.table.size.height >= 8
        await app.press("p")
        assert pane(app) == (0, 0)


async def test_the_preview_takes_more_room_and_gives_it_back() -> None:
    async with running(size=(140, 40)) as app:
        usual = pane(app)
        await app.press("z")
        assert pane(app)[0] > 1.8 * usual[0]
        await app.press("z")
        assert pane(app) == usual
        await app.press("p", "z")
        assert pane(app)[0] > 1.8 * usual[0], "z shows it where it was off"


async def test_a_header_says_what_it_is_made_of() -> None:
    async with running(made_book(60)) as app:
        await app.press("b", "c", "home")
        group, text = app.ledger.table.groups[0], await rested(app)
        members = app.ledger.table.group_items
        assert f"{len(members)} items" in text and "what costs most" in text and "where" in text
        assert f"interest  {hours(group.interest)} h/month" in text
        worst = max(members, key=lambda item: item.severity.rank).severity
        assert f"{sum(item.severity is worst for item in members)} {worst.value}" in text


async def test_a_header_s_figures_stand_in_the_columns_of_the_items_figures() -> None:
    async with running(made_book(60), size=(120, 40)) as app:
        await app.press("p", "b", "c", "home")
        head, line = app.screen_lines()[2], app.screen_lines()[3]
        group = app.ledger.table.groups[0]
        for title, figure in (("fix h", group.principal), ("h/month", group.interest)):
            end = head.index(title) + len(title)
            assert line[:end].endswith(f" {hours(figure)}")


async def test_an_opened_cause_shows_which_lines_are_its_own() -> None:
    book = made_book(40)
    items = tuple(replace(item, cause="one" if n < 3 else None) for n, item in enumerate(book.ledger.items))
    async with running(replace(book, ledger=replace(book.ledger, items=items))) as app:
        app.ledger.table.show_all()
        await app.settle()
        app.ledger.table.put_on_group("one")
        text = await rested(app)
        assert "3 items, one cause, one verdict" in text and "enter opens the line" in text
        assert all((item.path or item.subject.name)[:20] in text for item in items[:3])
        await app.press("enter")
        at = next(n for n, line in enumerate(app.screen_lines()) if line.startswith("▌▾"))
        assert [line[1] for line in app.screen_lines()[at + 1 : at + 5]] == ["│", "│", "│", " "]


async def test_the_hints_follow_the_keyboard_and_nothing_found_says_the_ways_back() -> None:
    async with running() as app:
        assert "a accept" in app.screen_lines()[-1]
        await app.press("slash", *"nosuch")
        text = await rested(app)
        assert "tab completes" in app.screen_lines()[-1] and "a accept" not in app.screen_lines()[-1]
        assert "Nothing matches" in text and "esc drops this term" in text
        await app.press("escape", "escape")
        assert "a accept" in app.screen_lines()[-1]
        assert app.table_ids


async def test_one_pane_of_an_item_takes_the_window_and_gives_it_back() -> None:
    async with running(size=(150, 44)) as app:
        await app.press("enter")
        both = app.text()
        assert "how to pay it down" in both and "pays in" in both
        await app.press("z")
        text = await rested(app)
        assert "evidence" in text and "how to pay it down" not in text and "pays in" not in text
        await app.press("tab")
        text = await rested(app)
        assert "pays in" in text and "evidence" not in text, "tab goes on to the next pane"
        await app.press("tab", "tab", "z")
        assert await rested(app) == both


async def test_what_is_asked_is_read_whole_in_a_narrow_window() -> None:
    async with running(size=(80, 24)) as app:
        for key, asked in (
            ("f", "both optional; enter plans"),
            ("a", "or at @3m, @2027-06-30"),
            ("w", "no debt here?"),
        ):
            await app.press(key)
            assert asked in app.text()
            await app.press("escape")


async def test_the_top_line_tells_where_interest_came_from() -> None:
    book = made_book(20)
    now = tally(book.ledger.items).interest
    session = FakeSession(book, past_days=(("2026-10-23", now / 2), ("2026-11-06", now * 0.75)))
    async with running(session=session, size=(150, 40)) as app:
        await app.settle()
        assert "▂▅█ +100% in 28 d" in app.screen_lines()[0]
    async with running(session=FakeSession(book, past_days=session.past_days), size=(80, 24)) as app:
        assert "in 28 d" not in app.text(), "a narrow line keeps what counts"
    async with running(session=FakeSession(book), size=(150, 40)) as app:
        assert "%" not in app.screen_lines()[0], "nothing is told of a first day"


async def test_the_top_line_agrees_with_the_history(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "-C", str(demo), "--as-of", "2026-11-20", "--backfill", "1w", "--format", "json"]) == 0
    days = json.loads(capsys.readouterr().out)["moments"]
    before, after = (day["interest"]["hours_per_month"] for day in days)
    async with played(demo) as app:
        told = app.screen_lines()[0]
        assert f"{round((after - before) / before * 100):+d}% in 7 d" in told
        await app.press("w")
        await app.answer("no debt here")
        assert app.screen_lines()[0] != told, "and follows what is decided"


@pytest.mark.parametrize("size", [(120, 20), (90, 30)])
async def test_tab_goes_to_the_preview_whose_rest_can_be_scrolled_to(size: tuple[int, int]) -> None:
    async with running(made_book(30), size=size) as app:
        if size[0] < 100:
            await app.press("p")
        await rested(app)
        preview, table = app.ledger.query_one(Preview), app.ledger.table
        lines = preview.render().plain.split("\n")
        last = next(line.strip() for line in reversed(lines) if line.strip())
        assert last not in app.text(), "the page is longer than the pane"
        await app.press("tab", "G")
        assert last in app.text() and "j k scroll" in app.text()
        assert table.cursor == 0
        await app.press("g")
        assert last not in app.text()
        await app.press("tab", "j")
        assert table.cursor == 1 and table.has_focus
        await app.press("tab", "escape", "tab", "p")
        assert table.has_focus and not preview.display, "a pane that goes gives the keyboard back"

"""What the application says where it could keep silent: a key that does nothing, a word that nothing goes on from, a page
that is longer than the window, two things that arrive at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from debtscope.model.vocabulary import Status
from debtscope.query import parse
from debtscope.tui.ink import UNICODE
from debtscope.tui.rows import where
from debtscope.tui.screens.listing import Layout, Line, Table
from debtscope.tui.widgets.preview import Standing
from tests.tui.conftest import Driver, decisions, played, running
from tests.tui.made import FakeSession, made_book


def foot(app: Driver) -> str:
    """The last line of the screen."""
    return app.screen_lines()[-1]


async def test_a_key_that_does_nothing_says_so() -> None:
    async with running() as app:
        for key, shown in (("9", "9"), ("semicolon", ";"), ("N", "N")):
            await app.press(key)
            assert f"{shown} does nothing here; ? lists the keys" in foot(app)
        await app.press("s", "9")
        assert "9 does nothing" not in app.text(), "in a question any other key leaves it"
        for place in "2345678":
            await app.press(place, "9")
            assert "9 does nothing here" in foot(app), place
            await app.press("escape")
        await app.press("T")
        assert "theme" in foot(app)


async def test_a_letter_of_the_filter_is_no_dead_key() -> None:
    async with running() as app:
        await app.press("slash", *"9;", "enter")
        assert "does nothing" not in app.text()


async def test_tab_says_where_nothing_goes_on() -> None:
    async with running() as app:
        await app.press("slash", *"owner:zz", "tab")
        assert "nothing goes on from owner:zz" in foot(app)


async def test_a_wrong_term_is_told_whole_where_there_is_room_and_is_not_copied() -> None:
    async with running(size=(120, 40)) as app:
        await app.filter("severity:>=hihg sort:-interest")
        bar = app.screen_lines()[1]
        assert "expected one of low, medium, high, critical" in bar
        await app.press("y", "v")
        copied = app.app.clipboard
        assert copied == "debtscope --query sort:-interest"
        assert parse("sort:-interest").sort


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_wrong_term_never_covers_what_was_typed(size: tuple[int, int]) -> None:
    typed = "severity:>=hihg owner:none"
    async with running(size=size) as app:
        await app.filter(typed)
        assert typed in app.screen_lines()[1]


async def test_a_view_without_items_can_be_copied() -> None:
    async with running() as app:
        await app.filter("zzzz")
        await app.press("y")
        assert "view" in foot(app) and "markdown" not in foot(app)
        await app.press("v")
        assert app.app.clipboard == "debtscope --query zzzz"


async def test_fold_says_where_there_is_no_group() -> None:
    book = made_book(5)
    items = tuple(replace(item, cause=None) for item in book.ledger.items)
    async with running(replace(book, ledger=replace(book.ledger, items=items))) as app:
        await app.press("x")
        assert "no group to fold" in foot(app)


@pytest.mark.parametrize("size", [(80, 24), (61, 17)])
async def test_the_page_of_an_empty_ledger_can_be_read_to_its_end(size: tuple[int, int]) -> None:
    async with running(made_book(0), size=size) as app:
        pane = app.app.screen.query_one(Standing)
        assert pane.has_focus
        await app.press("G")
        assert "scans again" in app.text()
        await app.press("g")
        assert app.ledger.query_one(Standing).render().plain.splitlines()[0] in app.text()
        assert max(map(len, pane.render().plain.splitlines())) <= size[0] - 8, "no line is broken a second time"


async def test_the_first_page_follows_the_window() -> None:
    async with running(session=FakeSession(None)) as app:
        assert "monitoring left here." in app.text()
        await app.pilot.resize_terminal(62, 20)
        await app.settle()
        lines = [line.strip() for line in app.screen_lines()]
        assert any(line.startswith("Writes only") for line in lines)
        assert max(map(len, lines)) <= 62


async def test_a_decision_and_a_broken_line_that_arrive_together_are_both_told(demo: Path) -> None:
    async with played(demo) as app:
        await app.press("a")
        await app.answer("it is fine")
        mine = decisions(demo)[-1]
        other = next(item for item in app.app.book.ledger.items if item.id != mine["item"])  # type: ignore[union-attr] # fmt: skip
        record = {**mine, "uid": "0" * 20, "by": "bo", "item": other.id}
        log = demo / ".debtscope/triage.jsonl"
        log.write_text(log.read_text() + '{"broken\n' + json.dumps(record) + "\n")
        await app.app.colleagues.look()
        await app.settle()
        assert "from bo arrived" in app.app.messages[-1].text
        assert "line 2" in app.app.messages[-1].text


async def test_an_undo_of_many_leaves_the_cursor_on_one_of_them() -> None:
    async with running() as app:
        await app.press("asterisk", "w")
        await app.answer("generated")
        for _ in range(3):
            await app.press("j")
        current = app.ledger.table.current
        await app.decide("u")
        assert app.ledger.table.current is not None and current is not None
        assert app.ledger.table.current.id == current.id


def test_a_column_in_which_nothing_stands_gives_its_room_to_the_others() -> None:
    layout = (Layout(title="what", width=0), Layout(title="owner", width=9, spare=True))
    bare = Table(UNICODE, layout, [Line(cells=(("a title", ""), (UNICODE.dash, "")))])
    assert "owner" not in "".join(text for text, _ in bare.heading(40) or ())
    owned = Table(UNICODE, layout, [*bare.lines, Line(cells=(("another", ""), ("ana", "")))])
    assert "owner" in "".join(text for text, _ in owned.heading(40) or ())


def test_the_repository_itself_is_no_dot() -> None:
    item = made_book(1).ledger.items[0]
    whole = replace(item, path=None, line=None, subject=replace(item.subject, kind="folder", name="."))
    assert where(whole, 20) == where(whole, 60) == "repo"


async def test_the_plan_says_why_items_are_in_whatever_they_pay() -> None:
    book = made_book(20)
    items = tuple(
        replace(item, must_do=False, triage=replace(item.triage, status=Status.PLANNED, due=None))
        for item in book.ledger.items
    )
    async with running(replace(book, ledger=replace(book.ledger, items=items))) as app:
        await app.press("3", "b", *["backspace"] * 5, "4", "enter")
        assert "planned (20, " in app.text()
        assert "what is planned exceeds the budget by" in app.text()
        assert "must do" not in app.text()


async def test_a_tiny_window_has_the_list_and_one_line_and_still_filters() -> None:
    async with running(size=(50, 12)) as app:
        first, last = app.screen_lines()[0], foot(app)
        assert "what" in first and "? more" in last, "no top line, no filter line"
        await app.press("slash", *"data")
        assert app.screen_lines()[0].startswith(" / data")
        await app.press("enter")
        assert app.screen_lines()[0].startswith(" / data"), "what is filtered by stays in sight"
        await app.press("escape")
        assert "what" in app.screen_lines()[0]


async def test_a_name_that_is_offered_is_typed_over_and_a_day_alone_keeps_it() -> None:
    book = made_book(3)
    items = tuple(
        replace(item, cause=None, triage=replace(item.triage, owner="Ana Lee", status=Status.OPEN))
        for item in book.ledger.items
    )
    async with running(replace(book, ledger=replace(book.ledger, items=items))) as app:
        await app.press("f", *"2w")
        await app.decide("enter")
        assert app.session.decisions[-1][1].owner == "Ana Lee"
        assert app.session.decisions[-1][1].due is not None
        await app.press("o", *"bo")
        await app.decide("enter")
        assert app.session.decisions[-1][1].owner == "bo"
        assert "owner is bo" in foot(app)


async def test_all_like_this_says_where_there_is_no_other() -> None:
    async with running(made_book(1)) as app:
        await app.press("2", "asterisk")
        assert "no other that waits is like this one" in foot(app)
        assert "all 1 like this" not in app.text()

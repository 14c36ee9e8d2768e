"""The list: what it shows first, filter, order, groups, marks, and that nothing moves under the cursor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debtscope.model.vocabulary import Status, Verdict
from debtscope.services.types import Book
from debtscope.tui.arrange import ordered, worth
from debtscope.tui.columns import columns
from tests.tui.conftest import running
from tests.tui.made import FakeSession, made_book


def without_causes(book: Book) -> Book:
    """Every item stands by itself."""
    items = tuple(replace(item, cause=None) for item in book.ledger.items)
    return replace(book, ledger=replace(book.ledger, items=items))


async def test_the_first_view_fits_the_screen_and_names_the_rest() -> None:
    book = without_causes(made_book(340))
    async with running(book) as app:
        lines = app.screen_lines()
        assert "and 305 more" in lines[-2]
        items = {i.id: i for i in book.ledger.items}
        shown = [items[i] for i in app.table_ids]
        assert [i.must_do for i in shown] == sorted((i.must_do for i in shown), reverse=True)
        ratios = [i.ratio for i in shown if not i.must_do]
        assert ratios == sorted(ratios, reverse=True)


@pytest.mark.parametrize("keys", [("end",), ("asterisk",), ("pagedown",) * 3])
async def test_the_rest_comes_with_scrolling_or_marking_all(keys: tuple[str, ...]) -> None:
    async with running(made_book(100)) as app:
        assert len(app.table_ids) < 40
        await app.press(*keys)
        assert len(app.table_ids) == 100


async def test_typing_filters_and_counts(book: Book) -> None:
    async with running(book) as app:
        await app.press("slash", *"category:data")
        wanted = {i.id for i in book.ledger.items if i.category == "data"}
        assert set(app.table_ids) == wanted
        assert f"{len(wanted)} of 60" in app.text()
        await app.press("enter", "j", "k")
        assert app.app.screen is app.ledger
        await app.press("escape")
        assert len(app.table_ids) > len(wanted) - 1
        assert app.ledger.view().query == ""


async def test_a_narrower_query_asks_only_what_was_left(book: Book) -> None:
    async with running(book) as app:
        await app.filter("clicks")
        first = set(app.table_ids)
        await app.filter("clicks -severity:low")
        items = {i.id: i for i in book.ledger.items}
        assert set(app.table_ids) == {i for i in first if items[i].severity != "low"}
        await app.filter("clicks ")
        assert set(app.table_ids) == first


async def test_a_wrong_term_keeps_the_last_good_result() -> None:
    async with running() as app:
        await app.filter("category:data")
        good = app.table_ids
        await app.filter("category:data severty:high")
        assert app.table_ids == good
        assert "there is no field 'severty'; did you mean 'severity'?" in app.text()


async def test_the_list_does_not_go_blank_on_the_way_to_a_field() -> None:
    async with running() as app:
        await app.press("slash")
        for letter in "severity:high":
            await app.press(letter)
            assert app.table_ids, letter


async def test_the_term_that_killed_all_is_named_and_dropped() -> None:
    async with running() as app:
        await app.filter("category:data nosuchword")
        assert not app.table_ids
        assert "nothing matches nosuchword" in app.text()
        await app.press("escape")
        assert app.ledger.view().query == "category:data"
        assert app.table_ids


async def test_settled_items_come_only_when_they_are_asked_for() -> None:
    book = made_book(20)
    items = list(book.ledger.items)
    items[0] = replace(items[0], triage=replace(items[0].triage, status=Status.DISMISSED))
    book = replace(book, ledger=replace(book.ledger, items=tuple(items)))
    async with running(book) as app:
        assert items[0].id not in app.table_ids
        await app.filter("status:dismissed")
        assert app.table_ids == [items[0].id]


async def test_the_query_orders_and_so_does_a_key(book: Book) -> None:
    async with running(without_causes(book), view="sort:-principal") as app:
        by_id = {i.id: i for i in book.ledger.items}
        hours = [by_id[i].principal.hours for i in app.table_ids]
        assert hours == sorted(hours, reverse=True)
        await app.press("escape", "s", "f")
        await app.press("s", "f")
        again = [by_id[i].principal.hours for i in app.table_ids]
        assert again == sorted(again, reverse=True)


async def test_groups_fold_and_their_header_stands_for_all() -> None:
    async with running(made_book(30)) as app:
        await app.press("b", "c")
        names = [g.name for g in app.ledger.table.groups]
        assert set(names) == {"code", "config", "data", "legal", "monitoring"}
        total = len(app.table_ids)
        await app.press("home", "h")
        assert len(app.table_ids) == total - len(app.ledger.table.groups[0].members)
        await app.press("space")
        assert len(app.ledger.table.marks) == len(app.ledger.table.groups[0].members)
        await app.press("x", "x")
        assert len(app.table_ids) in {0, total}


async def test_ranges_and_shift_mark(book: Book) -> None:
    async with running(book) as app:
        await app.press("v", "j", "j")
        assert app.ledger.table.marks == set(app.table_ids[:3])
        await app.press("k")
        assert app.ledger.table.marks == set(app.table_ids[:2])
        await app.press("v", "j", "j", "shift+down")
        assert len(app.ledger.table.marks) == 4
        await app.press("escape")
        assert not app.ledger.table.marks


async def test_a_verdict_moves_neither_list_nor_other_items(book: Book) -> None:
    async with running(book) as app:
        before = list(app.table_ids)
        await app.press("j", "j")
        await app.decide("d", "1")
        assert list(app.table_ids) == before
        assert app.ledger.table.current is not None
        assert app.ledger.table.current.id == before[3]


async def test_a_colleagues_decision_arrives_quietly(book: Book) -> None:
    session = FakeSession(book)
    async with running(session=session) as app:
        await app.press("j", "j", "j")
        here = app.ledger.table.current
        items = list(book.ledger.items)
        items[0] = replace(
            items[0], triage=replace(items[0].triage, status=Status.PLANNED, verdict=Verdict.PLAN, by="bo")
        )
        session.from_disk = replace(book, ledger=replace(book.ledger, items=tuple(items)))
        session.stamp = (1, 1)
        await app.app.colleagues.look()  # the timer's own call, without its two seconds
        await app.settle()
        assert "1 decision from bo arrived" in app.text()
        assert app.ledger.table.current is here or (
            here and app.ledger.table.current and app.ledger.table.current.id == here.id
        )


async def test_the_preview_follows_the_cursor() -> None:
    async with running() as app:
        await app.press("j")
        await app.pilot.pause(0.1)
        await app.settle()
        item = app.ledger.table.current
        assert item is not None
        assert item.rule.slug in app.text()
        await app.press("p")
        assert item.rule.slug not in app.text()


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (100, 30), (80, 24), (60, 16), (40, 10), (20, 5)])
async def test_every_size_has_a_list(size: tuple[int, int]) -> None:
    async with running(size=size) as app:
        lines = app.screen_lines()
        assert len(lines) == size[1]
        assert any(word in app.text() for word in ("crit", "high", "med", "low"))
        await app.press("3", "escape", "5", "escape", "6", "escape", "enter", "escape", "question_mark", "escape")


@pytest.mark.parametrize("width", range(16, 220))
def test_columns_fill_the_line_exactly(width: int) -> None:
    used = 3 + sum(c.width + (2 if c.name == "where" else 1) for c in columns(width))
    assert used <= max(width, 40)
    assert width < 40 or used >= width - 60


async def test_an_empty_ledger_says_who_looked() -> None:
    async with running(made_book(0)) as app:
        assert "No debt found by 11 rules over files, git" in app.text()
        assert "no mlruns/ or mlflow.db here" in app.text()


async def test_nothing_to_look_at_is_another_thing() -> None:
    book = made_book(0)
    async with running(replace(book, ledger=replace(book.ledger, sources=()))) as app:
        assert "Nothing to look at" in app.text()
        assert "No debt found" not in app.text()


def test_the_order_of_a_large_ledger_is_that_of_its_keys() -> None:
    items = made_book(500).ledger.items
    settled = [
        replace(i, triage=replace(i.triage, status=Status.DEFERRED)) if n % 7 == 0 else i for n, i in enumerate(items)
    ]
    assert [settled[i] for i in ordered(settled)] == sorted(settled, key=worth)

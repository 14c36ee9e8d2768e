"""One key a verdict, on one item or on many, and the way back."""

from __future__ import annotations

import pytest

from debtscope.model.errors import DebtscopeError
from debtscope.model.triage import Decision, LogRecord
from debtscope.model.vocabulary import Status, Verdict
from debtscope.tui.ink import UNICODE
from debtscope.tui.tabs import history_page
from tests.made import make_item
from tests.tui.conftest import Driver, running
from tests.tui.made import FakeSession, made_book


def last(app: Driver) -> tuple[tuple[str, ...], Decision]:
    return app.session.decisions[-1]


@pytest.mark.parametrize(
    ("keys", "decision"),
    [
        (("a", *"because", "enter"), Decision(verdict=Verdict.ACCEPT, reason="because", until="2027-05-20")),
        (("a", *"so @3m", "enter"), Decision(verdict=Verdict.ACCEPT, reason="so", until="2027-02-20")),
        (("d", "1"), Decision(verdict=Verdict.DEFER, until="2026-11-27")),
        (("d", "2"), Decision(verdict=Verdict.DEFER, until="2026-12-20")),
        (("d", "3"), Decision(verdict=Verdict.DEFER, until="2027-02-20")),
        (("d", "4", *"2027-01-02", "enter"), Decision(verdict=Verdict.DEFER, until="2027-01-02")),
        (("d", "5"), Decision(verdict=Verdict.DEFER)),
        (("f", *["backspace"] * 9, "enter"), Decision(verdict=Verdict.PLAN)),
        (("f", *["backspace"] * 9, *"@bo 2w", "enter"), Decision(verdict=Verdict.PLAN, owner="bo", due="2026-12-04")),
        (("w", *"a test", "enter"), Decision(verdict=Verdict.DISMISS, reason="a test")),
        (("delete", *"a test", "enter"), Decision(verdict=Verdict.DISMISS, reason="a test")),
        (("R",), Decision(verdict=Verdict.REOPEN)),
        (("o", *["backspace"] * 9, *"dao", "enter"), Decision(owner="dao")),
        (("t", *"1m", "enter"), Decision(due="2026-12-20")),
        (("c", *"see ADR 4", "enter"), Decision(note="see ADR 4")),
    ],
)  # fmt: skip
async def test_each_key_decides(keys: tuple[str, ...], decision: Decision) -> None:
    async with running() as app:
        first = app.table_ids[0]
        await app.decide(*keys)
        assert last(app) == ((first,), decision)


@pytest.mark.parametrize(
    "keys", [("a", "escape"), ("d", "escape"), ("d", "x"), ("d", "4", "escape"), ("f", "escape"), ("w", "escape")]
)
async def test_escape_leaves_a_question_without_a_verdict(keys: tuple[str, ...]) -> None:
    async with running() as app:
        await app.decide(*keys)
        assert not app.session.decisions
        assert app.app.screen is app.ledger


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("a", "enter"), "a reason is needed"),
        (("a", *"x @1999-01-01", "enter"), "is no date to come"),
        (("w", "enter"), "a reason is needed"),
        (("d", "4", *"soon", "enter"), "a day to come is needed"),
        (("f", *["backspace"] * 9, *"ana 31.12.", "enter"), "is no date to come"),
    ],
)
async def test_what_is_missing_is_said_in_place(keys: tuple[str, ...], words: str) -> None:
    async with running() as app:
        await app.press(*keys)
        assert words in app.text()
        await app.decide("escape")
        assert not app.session.decisions


async def test_the_footer_says_what_it_did_to_the_money() -> None:
    async with running() as app:
        item = app.ledger.table.current
        assert item is not None
        await app.decide("d", "2")
        text = app.text()
        assert "deferred:" in text
        assert "h/month goes on; next look 2026-12-20" in text


async def test_all_that_match_are_decided_at_once_and_undone_at_once() -> None:
    async with running(made_book(340)) as app:
        await app.filter("category:data")
        await app.press("asterisk")
        count = len(app.ledger.table.marks)
        assert count > 40
        await app.press("w")
        assert f"{count} items" in app.text()
        await app.decide(*"synthetic", "enter")
        assert len(last(app)[0]) == count
        assert not app.ledger.table.marks
        assert app.app.book is not None
        assert sum(i.triage.status is Status.DISMISSED for i in app.app.book.ledger.items) == count
        await app.decide("u")
        assert not any(i.triage.status is Status.DISMISSED for i in app.app.book.ledger.items)
        assert "undone" in app.text()
        await app.decide("ctrl+r")
        assert sum(i.triage.status is Status.DISMISSED for i in app.app.book.ledger.items) == count


async def test_the_last_verdict_is_repeated_with_its_reason() -> None:
    async with running() as app:
        ids = app.table_ids
        await app.decide("a", *"legacy", "enter")
        await app.decide("full_stop")
        await app.decide("full_stop")
        assert [ids_ for ids_, _ in app.session.decisions] == [(ids[0],), (ids[1],), (ids[2],)]
        assert {d.reason for _, d in app.session.decisions} == {"legacy"}


async def test_nothing_to_repeat_and_nothing_to_undo_are_said() -> None:
    async with running() as app:
        await app.decide("full_stop")
        assert "nothing to repeat" in app.text()
        await app.decide("u")
        assert "nothing to undo" in app.text()
        await app.decide("ctrl+r")
        assert "nothing to redo" in app.text()


async def test_a_read_only_book_has_a_banner_and_refuses_with_the_way_out() -> None:
    async with running(
        made_book(read_only="the folder cannot be written; --state DIR keeps decisions elsewhere")
    ) as app:
        assert "read-only: the folder cannot be written; --state DIR" in app.screen_lines()[2]
        for key in ("a", "d", "f", "w", "R", "o", "t", "c", "u"):
            await app.decide(key)
            assert app.app.screen is app.ledger
            assert "read-only:" in app.screen_lines()[-1]
        assert not app.session.decisions


async def test_a_refused_write_is_said_and_changes_nothing() -> None:
    session = FakeSession(made_book())
    session.refuses = DebtscopeError("the triage log is locked by another program", "try again")
    async with running(session=session) as app:
        await app.decide("d", "1")
        assert "the triage log is locked by another program: try again" in app.text()
        assert app.app.last_decision is None


async def test_the_item_screen_decides_and_walks() -> None:
    async with running() as app:
        ids = app.table_ids
        await app.press("enter")
        assert "1 of 60" in app.text()
        await app.press("l", "J")
        assert "3 of 60" in app.text()
        await app.decide("f", *["backspace"] * 9, *"ana", "enter")
        assert last(app) == ((ids[2],), Decision(verdict=Verdict.PLAN, owner="ana"))
        assert "planned for ana" in app.screen_lines()[-1]
        await app.press("h")
        assert "2 of 60" in app.text()
        await app.press("escape")
        assert app.ledger.table.current is not None
        assert app.ledger.table.current.id == ids[1]


def test_the_history_of_an_item_says_where_its_decision_came_from() -> None:
    at, by = "2026-11-20T10:00:00+00:00", "debtscope"
    records = (
        LogRecord(uid="a", kind="alias", item="COD-048-a", parent=None, at=at, by=by, data={"to": "COD-048-b"}),
        LogRecord(
            uid="b", kind="alias", item="COD-048-a", parent=None, at=at, by=by, data={"of": ["COD-048-\x1b[31mz"]}
        ),
    )
    told = history_page(make_item(), records, UNICODE, 90).plain
    assert "found again at another place by debtscope" in told
    assert "told in other pieces, with what was decided on COD-048-" in told and "\x1b" not in told

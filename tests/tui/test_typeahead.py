"""Keys that come in one go: they wait for the question that the key before them opens, in their order."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest
from textual import events
from textual.screen import Screen

from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.services.types import Book
from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.screens.ledger import LedgerScreen
from tests.tui.conftest import Driver, running
from tests.tui.made import FakeSession


def at_once(app: Driver, *keys: str) -> None:
    """Posts keys the way the reader of the terminal does: without waiting for what they do."""
    for key in keys:
        app.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def decided(app: Driver, count: int) -> None:
    """Waits for so many verdicts; keys that went elsewhere never make one."""
    async with asyncio.timeout(10):
        while len(app.session.decisions) < count:
            await app.pilot.pause(0.01)


def slowed(monkeypatch: pytest.MonkeyPatch, kind: type[Screen[Any]], seconds: float) -> None:
    """Screens of this kind run for a while before their widgets are there, as on a busy machine."""
    compose: Callable[[Screen[Any]], Coroutine[Any, Any, None]] = kind._compose  # pyright: ignore[reportPrivateUsage] - the step that takes long

    async def late(self: Screen[Any]) -> None:
        await asyncio.sleep(seconds)
        await compose(self)

    monkeypatch.setattr(kind, "_compose", late)


@pytest.mark.parametrize("slow", [Prompt, Choices])
async def test_text_waits_for_the_field_of_a_question_that_is_already_there(
    monkeypatch: pytest.MonkeyPatch, slow: type[Screen[Any]]
) -> None:
    slowed(monkeypatch, slow, 0.1)
    async with running() as app:
        at_once(app, "d", "4", *"2027-01-02", "enter", "a", *"customers wait", "enter")
        await decided(app, 2)
        first, second = [decision for _, decision in app.session.decisions]
        assert first == Decision(verdict=Verdict.DEFER, until="2027-01-02")
        assert (second.verdict, second.reason) == (Verdict.ACCEPT, "customers wait")


async def test_keys_that_come_while_earlier_ones_are_given_out_stay_behind_them() -> None:
    async with running() as app:
        text = "0123456789" * 4
        at_once(app, "a", *text[:20])
        while app.app.screen is app.ledger:
            await asyncio.sleep(0)
        for char in text[20:]:
            at_once(app, char)
            await asyncio.sleep(0)
        at_once(app, "enter")
        await decided(app, 1)
        assert app.session.decisions[0][1].reason == text


async def test_what_is_written_while_the_application_is_left_is_drawn_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """`f`, enter and `q` in one go: the log is written in a thread, and the screen's widgets are gone when it is done."""
    go, real = threading.Event(), FakeSession.decide

    def slow(self: FakeSession, book: Book, ids: Sequence[str], decision: Decision) -> Book:
        assert go.wait(20)
        return real(self, book, ids, decision)

    monkeypatch.setattr(FakeSession, "decide", slow)
    async with running() as app:
        ledger, before = app.ledger, app.app.book
        assert not ledger.is_gone
        await app.pilot.press("f", "enter")
        monkeypatch.setattr(LedgerScreen, "is_gone", True)
        go.set()
        await decided(app, 1)
        await app.settle()
        monkeypatch.undo()
        assert app.app.book is before and not [said for said in app.app.messages if "planned" in said.text]
    assert ledger.is_gone

"""Names that would drive a terminal or a markup parser, through every screen: nothing gets out, nothing falls over."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from debtscope.model.review import SECTIONS
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Status
from debtscope.tui.ink import ASCII, UNICODE, Ink
from debtscope.tui.page import Page
from debtscope.tui.screens.meeting import MeetingScreen
from tests.tui.conftest import Driver, running
from tests.tui.made import HOSTILE, KINDS, FakeSession, made_book

FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def check(app: Driver, width: int) -> None:
    """What is about to go to the terminal: no control or format character, every line as wide as the screen."""
    for strip in app.app.screen._compositor.render_strips():  # pyright: ignore[reportPrivateUsage] - the very segments that are written
        text = "".join(segment.text for segment in strip)
        odd = {f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in FORBIDDEN}
        assert not odd, (app.app.screen, text)
        assert cell_len(text) == width, text
        assert not any(segment.control for segment in strip)


BORDERS = str.maketrans("", "", "▏▔▁▂▃▄▅▆▇█…")
"""Rules between panes, scroll bars and the cut of a sentence at the foot are Textual's own."""


def plain(app: Driver) -> str:
    """What we write ourselves."""
    return app.text().translate(BORDERS)


def hostile_session() -> FakeSession:
    return FakeSession(made_book(len(HOSTILE) * 6, names=HOSTILE), names=HOSTILE)


def hostile_review(session: FakeSession, folder: Path) -> FakeSession:
    """A child process that tells a review in which every text is hostile."""
    assert session.book is not None
    items = session.book.ledger.items
    rows = [
        {
            "id": i.id if n % 3 else HOSTILE[n % len(HOSTILE)], "title": i.title, "severity": i.severity.value, "status": "open",
            "owner": i.triage.owner, "due": HOSTILE[n % len(HOSTILE)], "principal": 1.5, "interest": 0.5, "grew_by": 0.0,
        }
        for n, i in enumerate(items[: len(HOSTILE) * 2])
    ]  # fmt: skip
    totals = {"items": 3, "principal_hours": 12.5, "interest_hours_per_month": 1e9}
    points = [{"value": 3.0, "low": 1.0, "high": 9.0}, {"value": 0.0, "low": 0.0, "high": 0.0}]
    told = {
        "event": "done", "sections": [{"name": name, "count": 999, "interest": 2.0, "items": rows} for name in SECTIONS],
        "review": {
            "since": "2026-11-13", "as_of": "2026-11-20", "base": HOSTILE[5] + HOSTILE[0], "before": totals, "after": totals,
            "interest_paid_hours": 4.0, "decisions": 2, "promises": {"kept": list(HOSTILE), "broken": []},
        },
        "forecast": {"scenarios": [{"name": name, "points": points} for name in HOSTILE[:3]], "assumptions": list(HOSTILE[5:8])},
        "ages": [{"age": HOSTILE[7], "items": 2, "interest": 0.0}], "bought": {"items": 1, "principal": 1.0, "interest": 1.0},
        "movers": [{"component": name, "before": 1.0, "after": 3.0} for name in HOSTILE],
        "days": [
            {"as_of": day, "interest": value, "items": 3, "came": n, "went": 1, "by_category": {"code": value, "legal": value / 3}}
            for n, (day, value) in enumerate([("2026-08-01", 0.0), ("2026-08-02", 9.5), ("2026-11-20", 1e6)])
        ],
    }  # fmt: skip
    path = folder / "told.json"
    path.write_text(json.dumps(told), encoding="ascii")
    steps = json.dumps({"event": "step", "stage": "check", "name": HOSTILE[5], "done": 1, "total": 9})
    code = f"import pathlib; print({steps!r}); print(pathlib.Path({str(path)!r}).read_text())"
    session.reviewing = [sys.executable, "-c", code]
    return session


@pytest.mark.parametrize(("size", "ascii_only"), [((160, 50), False), ((80, 24), True), ((48, 14), False)])
async def test_review_meeting_triage_and_history_survive_them(
    size: tuple[int, int], ascii_only: bool, tmp_path: Path
) -> None:
    session = hostile_review(hostile_session(), tmp_path)
    async with running(session=session, size=size, ascii_only=ascii_only) as app:
        await app.press("4")
        assert app.app.reviews.board is not None, app.app.reviews.problem
        for key in ("tab", "tab", "tab", "pagedown", "pagedown", "end", "M"):
            check(app, size[0])
            assert not ascii_only or plain(app).isascii()
            await app.press(key)
        check(app, size[0])
        await app.answer(HOSTILE[0] + "," + HOSTILE[8] + "," + HOSTILE[13], is_last=False)
        for _ in range(6):
            check(app, size[0])
            assert not ascii_only or plain(app).isascii()
            await app.press("right")
        await app.decide("f", "escape")
        await app.press(*["right"] * 3)
        screen = app.app.screen
        assert isinstance(screen, MeetingScreen)
        screen.go(len(screen.ids))
        await app.settle()
        check(app, size[0])
        await app.press("escape", "2")
        for key in ("right", "right", "asterisk", "L", "j"):
            check(app, size[0])
            assert not ascii_only or plain(app).isascii()
            await app.press(key)
        await app.press("escape", "U")
        for key in ("down", "pagedown", "end"):
            check(app, size[0])
            await app.press(key)
        assert not ascii_only or plain(app).isascii()


async def test_a_meeting_without_an_agenda_goes_straight_to_the_plan(tmp_path: Path) -> None:
    session = hostile_review(FakeSession(made_book(12)), tmp_path)
    told = json.loads((tmp_path / "told.json").read_text())
    (tmp_path / "told.json").write_text(json.dumps({**told, "sections": []}))
    async with running(session=session, size=(80, 24)) as app:
        await app.press("4")
        assert "nothing came, went or fell due" in app.text()
        await app.press("M")
        await app.answer("", is_last=False)
        assert "That is all. Nothing was decided." in app.text()
        assert "Next, within 40 h: " in app.text()
        await app.press("enter")
        assert app.app.screen.__class__.__name__ == "PlanScreen"
        assert not session.held, "nobody decided anything: no review is noted"


async def test_a_ledger_without_a_repository_says_so(tmp_path: Path) -> None:
    async with running(made_book(12), size=(100, 30)) as app:
        await app.press("4")
        assert "this ledger has no repository, and so no history" in app.text()
        await app.press("M")
        assert app.app.screen.__class__.__name__ == "TrendsScreen"
        await app.press("3", "E", "h")
        await app.answer(str(tmp_path / "p.html"))
        assert "no repository" in app.app.messages[-1].text
        assert not (tmp_path / "p.html").exists()


async def test_a_question_of_hours_and_a_switched_rule_survive_them() -> None:
    session = hostile_session()
    async with running(session=session) as app:
        book = app.app.book
        assert book is not None
        paid = [replace(i, triage=replace(i.triage, status=Status.PAID)) for i in book.ledger.items[: len(HOSTILE)]]
        rest = book.ledger.items[len(HOSTILE) :]
        fresh = replace(book, snapshot=None, ledger=replace(book.ledger, items=(*paid, *rest)))
        await app.app.take(fresh)
        for _ in range(12):
            check(app, 120)
            await app.press("H")
            check(app, 120)
            await app.press("enter", "escape")
        session.off = {slug: HOSTILE[5] + HOSTILE[8] for _, slug, *_ in KINDS}
        await app.press("5")
        for key in ("down", "end"):
            check(app, 120)
            await app.press(key)


@pytest.mark.parametrize("size", [(160, 50), (48, 14)])
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
        for place in ("2", "3", "4", "5", "6", "7", "8", "U", "D", "exclamation_mark"):
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

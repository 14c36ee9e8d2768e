"""The week of a team in the application: trends, the meeting, triage, the plan, paid items, rules, and the way back.

Each begins with a scan of the demonstration and ends at the log, a written file or the command line.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.model.figures import hours
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Status, Verdict
from debtscope.services.browse import open_book
from debtscope.services.scan import scan
from debtscope.services.triage import decide
from debtscope.services.types import Book, ScanRequest
from debtscope.tui.board import Board
from debtscope.tui.screens.days import DaysScreen
from debtscope.tui.screens.kept import KeptScreen
from debtscope.tui.screens.meeting import MeetingScreen
from debtscope.tui.screens.plan import PlanScreen
from debtscope.tui.screens.trends import TrendsScreen
from debtscope.tui.screens.triage import TriageScreen, waits
from tests.tui.conftest import Driver, decisions, played
from tests.tui.terminal import START, Terminal

Capture = pytest.CaptureFixture[str]
NOTEBOOK = "notebooks/02_experiment_final_v2.ipynb"
LOADER = "import pickle\nimport urllib.request\n\ndef load(url):\n    return pickle.loads(urllib.request.urlopen(url).read())\n"
BEFORE = date(2026, 11, 13)


@pytest.fixture(scope="session")
def team_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One week: a promise is broken, one is kept, a deferral ends, a loader comes in."""
    root = build_demo(tmp_path_factory.mktemp("week") / "churn")
    book = scan(ScanRequest(root=root, as_of=BEFORE))
    at = datetime(2026, 11, 13, 12, tzinfo=UTC)
    late, kept, later = [
        next(i.id for i in book.ledger.items if i.rule.slug == slug and (path is None or i.path == path))
        for slug, path in (("drift-ignored", None), ("secret-in-repo", NOTEBOOK), ("fixed-decision-threshold", None))
    ]
    decide(book, [late], Decision(verdict=Verdict.PLAN, owner="bo", due="2026-11-18"), by="ana", now=at)
    decide(book, [kept], Decision(verdict=Verdict.PLAN, owner="ana", due="2026-11-19"), by="ana", now=at)
    decide(book, [later], Decision(verdict=Verdict.DEFER, until="2026-11-16"), by="ana", now=at)
    (root / NOTEBOOK).unlink()
    (root / "src/churn/loader.py").write_text(LOADER)
    scan(ScanRequest(root=root, as_of=DEMO_DATE))
    return root


@pytest.fixture
def week(team_week: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that a test may decide on."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("DEBTSCOPE_USER", "ana")
    return Path(shutil.copytree(team_week, tmp_path / "churn", symlinks=True))


def told(capsys: Capture, *words: str) -> Any:
    """What the command line prints as JSON."""
    capsys.readouterr()
    assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def book_of(root: Path) -> Book:
    book = open_book(root)
    assert book is not None
    return book


def board_of(app: Driver) -> Board:
    board = app.app.reviews.board
    assert board is not None
    return board


async def test_trends_tell_the_figures_of_the_command_line_digit_by_digit(week: Path, capsys: Capture) -> None:
    async with played(week) as app:
        await app.press("4")
        board, text = board_of(app), app.text()
    review = told(capsys, "review", "-C", str(week), "--since", "last", "--format", "json")
    assert (board.since, board.as_of, board.base) == (review["since"], review["as_of"], review["base"])
    for ours, theirs in ((board.before, review["before"]), (board.after, review["after"])):
        assert ours.items == theirs["items"]
        assert (ours.principal, ours.interest) == (theirs["principal_hours"], theirs["interest_hours_per_month"])
    assert board.interest_paid_hours == review["interest_paid_hours"]
    assert (list(board.kept), list(board.broken)) == (review["promises"]["kept"], review["promises"]["broken"])
    assert board.kept and board.broken
    for section in review["sections"]:
        mine = board.section(section["name"])
        assert [row.id for row in mine.rows] if mine else [item["id"] for item in section["items"]] == []
    for name in ("overdue", "due again", "new", "paid"):
        assert board.section(name) is not None, name
    days = told(capsys, "history", "-C", str(week), "--format", "json")["moments"]
    assert [(d.on.isoformat(), d.interest, d.came, d.went) for d in board.days] == [
        (m["as_of"], m["interest"]["hours_per_month"], m["came"], m["went"]) for m in days
    ]
    ahead = told(capsys, "forecast", "-C", str(week), "--weeks", "26w", "--format", "json")["scenarios"]
    assert [(o.name, list(o.weeks)) for o in board.outlooks] == [
        (s["name"], [p["value"] for p in s["points"]]) for s in ahead
    ]
    assert f"{board.after.items} items, {hours(review['after']['principal_hours'])} h to pay off" in text
    assert f"the debt cost {hours(review['interest_paid_hours'])} h in 7 days" in text
    assert "promises: 1 kept, 1 broken" in text
    assert "due 2026-11-18" in text


async def test_a_first_day_teaches_and_one_key_fills_up_the_past(demo: Path, capsys: Capture) -> None:
    async with played(demo, size=(120, 40)) as app:
        app.app.wanted = replace(app.app.wanted, weeks=1)
        await app.press("4")
        assert "one day of history makes no trend" in app.text() and "--backfill" in app.text()
        await app.press("B")
        await app.settle()
        assert "one day of history" not in app.text(), "the past is filled up"
        assert any("past weeks scanned: 1" in said.text for said in app.app.messages)
        assert len(board_of(app).days) == 2
    days = told(capsys, "history", "-C", str(demo), "--format", "json")["moments"]
    assert [one["backfilled"] for one in days] == [True, False]


async def test_a_meeting_of_two_keys_an_item_ends_in_minutes(week: Path, tmp_path: Path, capsys: Capture) -> None:
    paper = tmp_path / "minutes.md"
    async with played(week, size=(80, 24)) as app:
        await app.press("4")
        await app.press("M")
        await app.answer("ana, bo <b>", is_last=False)
        screen = app.app.screen
        assert isinstance(screen, MeetingScreen)
        ids = list(screen.ids)
        assert "1 of" in app.text() and "OVERDUE SINCE 2026-11-18" in app.text()
        assert app.app.theme == "debtscope-contrast"
        await app.press("5", "3", "r")
        assert app.app.screen is screen, "a slip of the finger leaves no meeting"
        await app.decide("d", "2")
        await app.decide("f", "enter")
        await app.decide("u")
        await app.press("left", "right", "right")
        await app.press("a")
        await app.answer("it is watched elsewhere")
        while screen.current is not None:
            await app.press("right")
        assert "That is all." in app.text() and "1 accepted" in app.text()
        assert "Next, within 40 h" in app.text()
        await app.press("E")
        await app.answer(str(paper))
        assert f"minutes written to {paper}" in app.app.messages[-1].text
        await app.press("escape", "4")
        assert app.app.theme == "debtscope-dark"
    log = [r for r in decisions(week) if r["at"] >= "2026-11-20" and r["kind"] != "alias"]
    assert (log[0]["kind"], log[0]["data"]["attendees"]) == ("review", ["ana", "bo <b>"])
    assert [(r["item"], r["data"].get("verdict")) for r in log[1:3]] == [(ids[0], "defer"), (ids[1], "plan")]
    assert log[3]["data"]["undoes"] == log[2]["uid"]
    text = paper.read_text()
    assert "Present: ana, bo" in text and "<b>" not in text
    minutes = text.partition("## Minutes")[2].partition("\n## ")[0]
    assert f"| {ids[0]} |" in minutes and "it is watched elsewhere" in minutes
    assert f"| 2026-11-20 | ana | {ids[1]} |" not in minutes, "what was taken back is not told"
    ledger = told(capsys, "scan", "-C", str(week), "--as-of", "2026-11-20", "--format", "json")
    states = {i["id"]: i["triage"]["status"] for i in ledger["items"]}
    assert states[ids[0]] == "deferred"


async def test_an_item_takes_two_keys(demo: Path) -> None:
    async with played(demo, size=(80, 24)) as app:
        await app.press("2")
        screen = app.app.screen
        assert isinstance(screen, TriageScreen)
        ids = list(screen.ids)
        for number in range(12):
            assert screen.current is not None
            assert screen.current.id == ids[number]
            await app.decide("d", "2") if number % 2 else await app.decide("f", "enter")
        assert "13 of" in app.text() and "6 planned" in app.text() and "6 deferred" in app.text()
    assert [r["item"] for r in decisions(demo)] == ids[:12]


async def test_thirty_items_of_a_weekly_review_take_two_keys_each(demo: Path, capsys: Capture) -> None:
    keys, wanted = 0, {"planned": 0, "deferred": 0}
    async with played(demo, size=(120, 40)) as app:
        await app.press("2")
        screen = app.app.screen
        assert isinstance(screen, TriageScreen)
        ids = list(screen.ids)[:30]
        for number in range(30):
            typed = (("f", "enter"), ("d", "2"), ("full_stop",))[number % 3]
            await app.decide(*typed)
            keys += len(typed)
            wanted["deferred" if number % 3 else "planned"] += 1
        assert screen.ids[:30] != ids
    assert keys <= 2 * 30
    assert [(r["item"], r["data"]["verdict"]) for r in decisions(demo)] == [
        (item, ("plan", "defer", "defer")[number % 3]) for number, item in enumerate(ids)
    ]
    ledger = told(capsys, "scan", "-C", str(demo), "--as-of", "2026-11-20", "--format", "json")
    found = [item["triage"]["status"] for item in ledger["items"] if item["id"] in set(ids)]
    assert {word: found.count(word) for word in wanted} == wanted


async def test_triage_follows_habit_takes_all_alike_and_comes_back_to_what_was_left(
    demo: Path, capsys: Capture
) -> None:
    async with played(demo, size=(120, 40)) as app:
        await app.filter("rule:MON-*")
        await app.press("2")
        screen = app.app.screen
        assert isinstance(screen, TriageScreen)
        total = len(screen.ids)
        assert f"1 of {total} in rule:MON-*" in app.text()
        first = screen.ids[0]
        await app.press("L")
        assert screen.ids[-1] == first
        like = [one for one in screen.ids if one.startswith("MON-006")]
        while screen.current is not None and screen.current.id not in like:
            await app.press("right")
        await app.decide("d", "1")
        await app.decide("d", "1")
        assert "2 like this were deferred: press ." in app.text()
        await app.decide("full_stop")
        await app.press("asterisk")
        assert "no other that waits is like this one" in app.text()
        await app.decide("u")
        await app.press("asterisk")
        assert f"all {len(like) - 2} like this" in app.text()
        await app.press("w")
        await app.answer("the platform team is paged by the gateway")
        assert screen.ids == [one for one in screen.ids if one not in like]
        await app.decide("u")
        assert len([one for one in screen.ids if one in like]) == len(like) - 2
        await app.decide("ctrl+r")
        assert not [one for one in screen.ids if one in like]
    ledger = told(capsys, "scan", "-C", str(demo), "--as-of", "2026-11-20", "--format", "json")
    listed = [item for item in ledger["items"] if item["rule"]["id"] == "MON-006"]
    assert sorted(i["triage"]["status"] for i in listed) == sorted(["deferred"] * 2 + ["dismissed"] * (len(like) - 2))
    assert {i["triage"]["until"] for i in listed if i["triage"]["status"] == "deferred"} == {"2026-11-27"}


async def test_a_proposed_owner_is_one_key(demo: Path) -> None:
    async with played(demo, size=(120, 40)) as app:
        await app.press("2")
        screen = app.app.screen
        assert isinstance(screen, TriageScreen)
        while screen.current is not None and screen.current.proposed_owner is None:
            await app.press("right")
        item = screen.current
        assert item is not None and item.proposed_owner is not None
        assert f"{item.proposed_owner.name}? enter takes it" in app.text()
        await app.decide("enter")
        assert screen.current is not None and screen.current.id == item.id and waits(screen.current)
    assert [(r["item"], r["data"]["owner"]) for r in decisions(demo)] == [(item.id, item.proposed_owner.name)]


async def test_items_cross_the_line_of_the_plan_and_every_export_tells_the_same(
    demo: Path, tmp_path: Path, capsys: Capture
) -> None:
    async with played(demo, size=(120, 40)) as app:
        await app.press("3")
        screen = app.app.screen
        assert isinstance(screen, PlanScreen)
        out = screen.current_key
        await app.press("J")
        assert "Taken out by you" in app.text()
        await app.press("b")
        await app.answer("2x2d")
        assert "budget 32 h" in app.text()
        await app.press("end")
        pinned = screen.current_key
        await app.press("K", "C")
        await app.answer("Nina Kowalska=2 nobody=1")
        assert "of 2 h" in app.text()
        for key, name in (("j", "p.json"), ("c", "p.csv"), ("m", "p.md"), ("g", "g.jsonl"), ("l", "l.jsonl")):
            await app.press("E", key)
            await app.answer(str(tmp_path / name))
        await app.press("E", "h")
        await app.answer(str(tmp_path / "p.html"))
        await app.press("F")
        await app.decide("u")
    words = ["plan", "-C", str(demo), "--budget", "32h", "--exclude", out, "--pin", pinned, "--format", "json"]
    expected = told(capsys, *words, "--owner-hours", "Nina Kowalska=2h", "--owner-hours", "nobody=1h")
    made = json.loads((tmp_path / "p.json").read_text())
    assert made["entries"] == expected["entries"]
    ids = [entry["id"] for entry in made["entries"]]
    assert pinned in ids and out not in ids
    assert [line.split(",")[2] for line in (tmp_path / "p.csv").read_text().splitlines()[1:]] == ids
    for name in ("g.jsonl", "l.jsonl"):
        assert len((tmp_path / name).read_text().splitlines()) == len(ids)
    assert all(one in (tmp_path / "p.md").read_text() for one in ids)
    page = (tmp_path / "p.html").read_text()
    assert "Next: a plan for 32 hours" in page and "default-src 'none'" in page
    assert all(one in page for one in ids)
    log = decisions(demo)
    assert {r["item"] for r in log if r["data"].get("verdict") == "plan"} == set(ids)
    assert len([r for r in log if "undoes" in r["data"]]) == len(ids)


async def test_a_scan_that_finds_items_paid_asks_for_hours_and_never_waits(demo: Path, capsys: Capture) -> None:
    async with played(demo, size=(120, 40)) as app:
        (demo / NOTEBOOK).unlink()
        await app.decide("r")
        await app.press("1")
        await app.settle()
        assert "how long did it take?" in app.text()
        here = app.ledger.table.current
        await app.press("j")
        assert app.ledger.table.current is not here, "the list goes on"
        await app.press("H", *"90m", "enter")
        await app.press(*"soon", "enter")
        assert "hours are needed" in app.text()
        await app.decide("escape")
        assert "how long did it take?" not in app.text()
    record = decisions(demo)[-1]
    assert (record["kind"], record["data"]["took"]) == ("observed", 1.5)
    asked = next(i for i in book_of(demo).ledger.items if i.id == record["item"])
    assert asked.triage.status is Status.PAID
    assert main(["log", "-C", str(demo), record["item"], "--took", "1.5h"]) == 0
    capsys.readouterr()
    by_command = decisions(demo)[-1]
    same = {"rule", "origin", "principal", "interest", "took"}
    assert {k: by_command["data"][k] for k in same} == {k: record["data"][k] for k in same}


async def test_a_rule_is_found_by_words_switched_off_with_a_reason_and_on_again(demo: Path, capsys: Capture) -> None:
    async with played(demo, size=(120, 40)) as app:
        await app.press("5", "slash")
        await app.answer("pickle download", is_last=False)
        assert "rules hold pickle download" in app.text()
        assert "COD-004" in app.text()
        await app.press("w", "enter")
        assert "a reason is needed" in app.text()
        await app.decide(*"all our own", "enter")
        assert "switched off: all our own" in app.text().replace("\n", " ") or " off " in app.text()
        await app.press("escape")
        assert app.app.screen is not app.ledger, "esc dropped the search first"
        await app.decide("u")
        assert "undoes" in decisions(demo)[-1]["data"]
        await app.decide("ctrl+r")
    record = decisions(demo)[-1]
    assert (record["kind"], record["item"]) == ("rule", "rule/unsafe-model-deserialisation")
    ledger = told(capsys, "scan", "-C", str(demo), "--as-of", "2026-11-20", "--format", "json")
    assert not [i for i in ledger["items"] if i["rule"]["slug"] == "unsafe-model-deserialisation"]
    named = [s["reason"] for s in ledger["suppressed"] if s["rule"] == "unsafe-model-deserialisation"]
    assert named == ["all our own"]
    async with played(demo, size=(120, 40)) as app:
        await app.press("5", "slash")
        await app.answer("pickle download", is_last=False)
        await app.decide("w")
    assert decisions(demo)[-1]["data"]["enabled"] is True
    ledger = told(capsys, "scan", "-C", str(demo), "--as-of", "2026-11-20", "--format", "json")
    assert [i for i in ledger["items"] if i["rule"]["slug"] == "unsafe-model-deserialisation"]


async def test_the_history_of_decisions_tells_what_was_taken_back(demo: Path) -> None:
    async with played(demo, size=(140, 40)) as app:
        await app.decide("d", "1")
        await app.press("w")
        await app.answer("a test fixture")
        await app.press("U")
        assert "2 records, 0 taken back" in app.text()
        assert "a test fixture" in app.text() and "dismiss" in app.text()
        await app.decide("u")
        assert "2 records, 1 taken back" in app.text()
        await app.decide("ctrl+r")
        assert "3 records, 1 taken back" in app.text()
        await app.press("enter")
        assert app.app.screen.__class__.__name__ == "ItemScreen"
    assert [r["data"].get("verdict") for r in decisions(demo)] == ["defer", "dismiss", None, "dismiss"]


async def test_a_date_opens_the_scan_of_its_day_and_esc_comes_back(week: Path, capsys: Capture) -> None:
    days = told(capsys, "history", "-C", str(week), "--format", "json")["moments"]
    async with played(week, size=(140, 40)) as app:
        await app.press("4")
        await app.press("D")
        text = app.text()
        for moment in days:
            line = next(line for line in text.splitlines() if line.lstrip("▌ ").startswith(moment["as_of"]))
            assert f" {moment['items']} " in line and hours(moment["interest"]["hours_per_month"]) in line
        assert isinstance(app.app.screen, DaysScreen) and app.app.screen.day_in_view() == BEFORE.isoformat(), (
            "the day that trends compare with"
        )
        await app.press("enter")
        assert "the first scan that is kept" in app.text() and f"found ({days[0]['items']}" in app.text()
        await app.press("escape", "k", "enter")
        text = app.text()
        assert f"came since {BEFORE} ({days[1]['came']}" in text and f"gone since {BEFORE} ({days[1]['went']}" in text
        await app.press("escape", "escape")
        assert isinstance(app.app.screen, TrendsScreen)


async def test_a_click_on_a_date_opens_the_scan_of_then_or_says_that_none_is_kept(week: Path) -> None:
    async with played(week, size=(160, 50)) as app:
        await app.press("4")
        lines = app.screen_lines()
        row = next(n for n, line in enumerate(lines) if f"since {BEFORE}" in line)
        await app.pilot.click(offset=(lines[row].index(BEFORE.isoformat()) + 3, row))
        await app.settle()
        assert isinstance(app.app.screen, KeptScreen) and "the first scan that is kept" in app.text()
        await app.press("1", "enter")
        screen = app.app.screen
        screen.action_open_day("2025-01-01")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - of a Place
        await app.settle()
        assert f"no scan of 2025-01-01 or before is kept; the first is of {BEFORE}" in app.text()
        await app.press("escape")
        assert app.app.screen is screen


async def test_undo_and_redo_work_in_plan_and_trends_as_in_the_ledger(week: Path) -> None:
    async with played(week) as app:
        for place in ("3", "4"):
            await app.press(place)
            before = len(decisions(week))
            await app.decide("d", "1")
            await app.decide("u")
            await app.decide("ctrl+r")
            first, back, again = decisions(week)[before:]
            assert back["data"]["undoes"] == first["uid"]
            assert (again["item"], again["data"]["verdict"]) == (first["item"], "defer")


async def test_a_meeting_waits_for_the_day_that_was_just_chosen(week: Path) -> None:
    async with played(week, size=(80, 24)) as app:
        await app.press("4")
        app.app.reviews.choose("2026-11-13")
        await app.pilot.press("M")
        assert not any(isinstance(screen, MeetingScreen) for screen in app.app.screen_stack), "of another day"
        await app.settle()
        assert any(isinstance(screen, MeetingScreen) for screen in app.app.screen_stack)
        assert app.app.reviews.is_asked


def test_a_review_opens_in_the_application(week: Path) -> None:
    words = ["-C", str(week), "review", "--open", "--since", "2026-11-13", "--as-of", "2026-11-20"]
    terminal = Terminal([sys.executable, "-c", START, *words], size=(120, 40))
    try:
        terminal.wait_for("since 2026-11-13")
        terminal.send("q")
        terminal.wait_for("how to pay it down")
        terminal.send("q")
        assert terminal.ended() == 0
    finally:
        terminal.close()


def test_a_review_that_cannot_be_opened_is_printed(week: Path, capsys: Capture) -> None:
    assert main(["-C", str(week), "review", "--open", "--as-of", "2026-11-20", "--no-save"]) == 0
    assert capsys.readouterr().out.startswith("# ")

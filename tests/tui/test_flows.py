"""Flows through the real services: each starts from a scan of the demonstration and ends at a file or at the command line."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.model.triage import Decision, Triage
from debtscope.model.vocabulary import Status, Verdict
from debtscope.services.browse import open_book
from debtscope.services.triage import decide
from debtscope.tui.screens.item import ItemScreen, TabStrip
from tests.tui.conftest import Driver, decisions, played

Capture = pytest.CaptureFixture[str]


def listed(capsys: Capture, *words: str) -> list[str]:
    """Ids in the order in which the command line prints them."""
    capsys.readouterr()
    assert main(words) == 0
    ids = (line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("!"))
    return list(ids)


def item_json(root: Path, item_id: str) -> dict[str, Any]:
    """One item as the document of a new scan, in a process of its own, has it."""
    output = root.parent / "next.json"
    words = ["scan", "-C", str(root), "--as-of", "2026-11-20", "--format", "json", "--output", str(output)]
    subprocess.run([sys.executable, "-c", "from debtscope.cli.main import run; run()", *words], check=True)
    return next(i for i in json.loads(output.read_text())["items"] if i["id"] == item_id)


def screen(app: Driver) -> ItemScreen:
    found = app.app.screen
    assert isinstance(found, ItemScreen)
    return found


async def test_a_copied_view_shows_the_same_through_the_command_line(
    demo: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with played(demo) as app:
        await app.press("slash", *"category:data sev")
        await app.pilot.pause(0.1)
        await app.press("tab", *">=high", "enter", "s", "i", "y", "v")
        shown, copied = list(app.table_ids), app.app.clipboard
        rows = app.ledger.table.rows
        alone = {item.id for n in range(rows.count()) if (item := rows.item(n)) is not None}
    assert copied == "debtscope --query 'category:data severity:>=high sort:-interest'"
    monkeypatch.chdir(demo)
    assert shown
    words = shlex.split(copied)[1:]
    for told in (listed(capsys, *words), listed(capsys, "list", *words)):
        assert set(told) == set(shown)
        assert [one for one in told if one in alone] == [one for one in shown if one in alone], "the same order"
    capsys.readouterr()
    assert main([*words, "--format", "json"]) == 0
    assert {item["id"] for item in json.loads(capsys.readouterr().out)["items"]} == set(shown)


async def test_a_view_with_groups_and_columns_opens_the_same_screen(demo: Path) -> None:
    from debtscope.cli.commands import tui
    from debtscope.cli.main import build_parser
    from debtscope.cli.table import BY_NAME
    from debtscope.tui.views import View

    async with played(demo) as app:
        await app.filter("category:monitoring")
        await app.press("b", "s", "C", "space", "enter", "y", "v")
        view, words = app.ledger.view(), shlex.split(app.app.clipboard)[1:]
    args = build_parser(BY_NAME["tui"]).parse_args(words)
    assert View(query=args.view, grouping=args.group, columns=args.columns) == view
    assert set(tui.GROUPS) >= {"cause"}


async def test_many_are_planned_as_one_repeated_on_others_and_taken_back(demo: Path, capsys: Capture) -> None:
    async with played(demo) as app:
        await app.filter("category:legal")
        await app.press("asterisk")
        ids = set(app.table_ids)
        await app.press("f")
        assert f"{len(ids)} items, " in app.text()
        await app.answer("bo 2w")
        assert "planned for bo" in app.text()
        assert "ends" in app.text()
        await app.filter("category:config")
        await app.press("v", "j", "j")
        others = set(app.ledger.table.marks)
        await app.decide("full_stop")
        records = decisions(demo)
        assert {r["item"] for r in records} == ids | others
        assert {(r["data"]["verdict"], r["data"]["owner"], r["data"]["due"]) for r in records} == {
            ("plan", "bo", "2026-12-04")
        }
        assert len({r["data"]["batch"] for r in records}) == 2
        await app.decide("u")
    assert {r["item"] for r in decisions(demo) if "undoes" in r["data"]} == others
    assert set(listed(capsys, "list", "-C", str(demo), "--query", "owner:bo status:planned")) == ids


async def test_an_own_figure_stands_beside_the_computed_one_and_every_total_follows(
    demo: Path, capsys: Capture
) -> None:
    async with played(demo) as app:
        item = app.ledger.table.current
        assert item is not None
        before = item.principal.hours
        await app.press("enter", "equals_sign", "p")
        await app.press("enter")
        assert "hours first, then why" in app.text()
        await app.answer("41.5h needs a migration first")
        text = app.text()
        assert "yours, computed principal" in text
        assert "needs a migration first (ana, 2026-11-20)" in text.replace("\n", " ") or "needs a migration" in text
        (record,) = decisions(demo)
        assert (record["kind"], record["item"], record["data"]["principal"]) == ("estimate", item.id, 41.5)
        assert record["data"]["computed"]["principal"] == before
        told = item_json(demo, item.id)
        assert told["principal"]["hours"] == 41.5
        book = open_book(demo)
        assert book is not None
        again = next(i for i in book.ledger.items if i.id == item.id)
        assert (again.principal.hours, again.triage) == (41.5, Triage())
        assert again.own is not None
        assert again.own.computed_principal.hours == before
        await app.decide("u")
    told = item_json(demo, item.id)
    assert told["principal"]["hours"] == before


async def test_the_tabs_show_what_git_exports_and_people_say(demo: Path) -> None:
    async with played(demo, size=(180, 60)) as app:
        await app.filter("rule:drift-ignored")
        await app.press("enter", "greater_than_sign", "greater_than_sign")
        text = app.text()
        assert "limit 0.5" in text
        assert "monitoring/evidently/report_2026-11-16.json" in text
        assert "67% of the columns drift" in text
        await app.press("escape")
        await app.filter("path:src/churn/serve.py")
        item = app.ledger.table.current
        await app.press("enter", "greater_than_sign")
        text = app.text()
        assert "Quick fix for miss" in text
        assert "who wrote the lines" in text
        await app.press("escape")
        await app.filter("rule:drift-ignored")
        item = app.ledger.table.current
        await app.press("enter", *["greater_than_sign"] * 3)
        assert "is on the same model" in app.text()
        await app.press("j", "enter")
        assert screen(app).item != item
        await app.press("escape")
        assert screen(app).item == item
        await app.pilot.click(TabStrip, offset=(2, 0))
        await app.settle()
        assert "evidence" in app.text()
        await app.decide("d", "1")
        await app.press("less_than_sign")
        assert "defer by ana" in app.text()


async def test_a_tab_is_seen_in_a_narrow_window_too(demo: Path) -> None:
    async with played(demo, size=(80, 24)) as app:
        await app.filter("path:src/churn/serve.py")
        await app.press("enter", "greater_than_sign")
        await app.pilot.pause(0.1)
        assert "who wrote the lines" in app.text()


async def test_a_bar_opens_to_its_inputs(demo: Path) -> None:
    async with played(demo, size=(180, 60)) as app:
        await app.filter("path:src/churn/features.py sort:-interest")
        await app.press("b", "s", "enter")
        assert "10 to 90 %" not in app.text()
        await app.press("i")
        text = app.text()
        assert "10 to 90 %" in text
        assert " x " in text
        assert "measured" in text or "default" in text


async def test_a_permalink_names_the_commit_and_never_the_password(demo: Path) -> None:
    with (demo / ".git/config").open("a") as config:
        config.write('[remote "origin"]\n\turl = https://ana:hunter2@github.com/example/churn.git\n')
    async with played(demo) as app:
        await app.filter("path:src/churn/serve.py")
        item = app.ledger.table.current
        assert item is not None
        assert app.app.book is not None
        await app.press("B")
        await app.settle()
        revision = app.app.book.ledger.repository.revision
        assert app.app.clipboard == f"https://github.com/example/churn/blob/{revision}/src/churn/serve.py#L{item.line}"
        assert "hunter2" not in app.text()


async def test_without_a_host_or_git_there_is_a_sentence(demo: Path) -> None:
    async with played(demo) as app:
        await app.filter("path:src/churn/serve.py")
        await app.press("B")
        await app.settle()
        assert "no remote names a host" in app.text()
        (demo / ".git").rename(demo / "gone")
        await app.press("enter", "greater_than_sign")
        assert "there is no git repository in this folder" in app.text()


async def look(app: Driver) -> None:
    """The timer's own call, without its two seconds."""
    await app.app.colleagues.look()
    await app.settle()


def second_writer(root: Path, ids: list[str], decision: Decision, by: str = "bo") -> None:
    book = open_book(root)
    assert book is not None
    decide(book, ids, decision, by=by, now=datetime(2026, 11, 20, 13, tzinfo=UTC))


async def test_a_colleagues_decisions_arrive_by_name_and_nothing_moves(demo: Path) -> None:
    async with played(demo) as app:
        await app.press("j", "j")
        before, here = list(app.table_ids), app.ledger.table.current
        assert here is not None
        second_writer(demo, before[4:7], Decision(verdict=Verdict.PLAN, owner="bo"))
        await look(app)
        assert "3 decisions from bo arrived" in app.text()
        assert list(app.table_ids) == before
        assert app.ledger.table.current is not None
        assert app.ledger.table.current.id == here.id


async def test_a_contradiction_is_asked_once_with_both_texts_and_settled(demo: Path) -> None:
    async with played(demo) as app:
        await app.decide("d", "1")
        log = demo / ".debtscope/triage.jsonl"
        mine = log.read_bytes()
        log.unlink()
        item = decisions_of(mine)[0]["item"]
        second_writer(demo, [item], Decision(verdict=Verdict.DISMISS, reason="only a test"))
        log.write_bytes(mine + log.read_bytes())
        await look(app)
        text = app.text()
        assert "was decided twice: which holds?" in text
        assert "ana: defer" in text
        assert "bo: dismiss (only a test)" in text
        await app.decide("2")
        last = decisions(demo)[-1]
        assert (last["by"], last["data"]["verdict"], last["data"]["reason"]) == ("ana", "dismiss", "only a test")
        await look(app)
        assert "which holds?" not in app.text()
    book = open_book(demo)
    assert book is not None
    triage = next(i.triage for i in book.ledger.items if i.id == item)
    assert (triage.status, triage.conflict) == (Status.DISMISSED, False)


def decisions_of(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in raw.splitlines()]


async def test_a_broken_line_and_a_log_that_is_gone_are_told(demo: Path) -> None:
    async with played(demo) as app:
        await app.decide("d", "1")
        log = demo / ".debtscope/triage.jsonl"
        with log.open("a") as file:
            file.write("{half a record\n")
        await look(app)
        assert "line 2: not JSON" in app.text()
        await app.decide("d", "2")
        assert "deferred" in app.text()
        log.unlink()
        await look(app)
        assert "the triage log is gone" in app.text()
        assert any(i.triage.verdict for i in app.app.book.ledger.items) if app.app.book else False


async def test_a_ledger_that_disappears_under_the_application_goes_on_from_memory(demo: Path) -> None:
    async with played(demo) as app:
        (demo / ".debtscope/history.db").unlink()
        await app.press("enter", "l", "l", "escape")
        await app.decide("d", "1")
        assert len(decisions(demo)) == 1
        await app.filter("category:data")
        assert app.table_ids


async def test_the_plan_counts_in_the_teams_money_and_does_without_where_settings_are_broken(demo: Path) -> None:
    settings = demo / "debtscope.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f'{before}\n[interest]\nhour_rate = 90\ncurrency = "CHF"\nhorizon_weeks = 26\n', "utf-8")
    async with played(demo) as app:
        await app.press("3")
        shown = app.text()
    assert "over 26 weeks" in shown
    assert "CHF for 3,600 CHF" in shown
    settings.write_text("[interest\n", "utf-8")
    async with played(demo) as app:
        await app.press("3")
        shown = app.text()
    assert "over 52 weeks" in shown
    assert "CHF" not in shown

"""Plan, rules, models, help, palette, themes, copying and exports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from debtscope.model.figures import place
from debtscope.model.vocabulary import Verdict
from debtscope.tui.carry import as_markdown, editor_command
from debtscope.tui.screens.rules import RulesScreen
from debtscope.tui.theme import CYCLE
from tests.tui.conftest import Driver, running
from tests.tui.made import KINDS, made_book


async def test_the_plan_shows_parts_budget_and_what_is_left() -> None:
    async with running(made_book(120), size=(120, 60)) as app:
        await app.press("3")
        text = app.text()
        assert "budget 40 h" in text
        assert "pays back (" in text
        assert "budget ends here" in text
        assert "h/month goes on" in text
        await app.press("plus")
        assert "budget 44 h" in app.text()
        await app.press("minus", "minus")
        assert "budget 36 h" in app.text()
        await app.press("b", *["backspace"] * 5, *"2x6", "enter")
        assert "budget 12 h" in app.text()


async def test_a_pin_brings_an_item_in() -> None:
    async with running(made_book(120)) as app:
        await app.press("3", "b", *["backspace"] * 5, "4", "enter", "end")
        await app.press("P")
        assert app.app.wanted.pins
        await app.press("home")
        assert "must do, pinned (" in app.text(), "why they are in, in so many words"
        assert "what must be done or is pinned exceeds the budget" in app.text()


async def test_all_that_is_chosen_becomes_planned() -> None:
    async with running(made_book(40)) as app:
        await app.press("3")
        await app.decide("F")
        ids, decision = app.session.decisions[-1]
        assert decision.verdict is Verdict.PLAN
        assert len(ids) > 3


@pytest.mark.parametrize(("key", "name", "form"), [("m", "plan.md", "markdown"), ("j", "plan.json", "json")])
async def test_the_plan_is_exported(key: str, name: str, form: str, tmp_path: Path) -> None:
    async with running(made_book(40)) as app:
        await app.press("3", "E", key)
        await app.answer(str(tmp_path / name))
        assert app.session.written[0][:2] == (name, form)
        assert "plan of" in app.text()


async def test_the_view_is_exported_in_three_forms(tmp_path: Path) -> None:
    async with running() as app:
        await app.filter("category:data")
        for name, form in (("a.json", "json"), ("a.csv", "csv"), ("a.md", "markdown")):
            await app.press("E")
            await app.answer(str(tmp_path / name))
            assert app.session.written[-1] == (name, form, len(app.table_ids))
        await app.press("E")
        await app.answer("a.xls", is_last=False)
        assert "must end in .json, .csv or .md" in app.text()


async def test_rules_lead_to_their_items() -> None:
    async with running() as app:
        await app.press("5", "j", "j")
        assert "why it is debt" in app.text()
        await app.press("enter")
        assert app.app.screen is app.ledger
        assert app.ledger.view().query == "rule:COD-002"


async def test_rules_are_found_while_they_are_typed_and_esc_goes_back_one_thing_at_a_time() -> None:
    def shown(app: Driver) -> list[str]:
        return [kind[0] for kind in KINDS if f" {kind[0]} " in app.text()]

    async with running(size=(120, 40)) as app:
        await app.press("5")
        every = shown(app)
        assert len(every) == len(KINDS)
        counts: list[int] = []
        for letter in ("slash", *"secret"):
            await app.press(letter)
            counts.append(len(shown(app)))
        assert counts == sorted(counts, reverse=True) and shown(app) == ["CFG-001"]
        assert "1 of 11 rules hold" in app.text()
        await app.press("5")
        assert shown(app) == [], "a digit in the line is a letter, no place"
        await app.press("backspace", "down", "escape")
        assert isinstance(app.app.screen, RulesScreen) and len(shown(app)) == len(KINDS), "what was sought goes first"
        await app.press("slash", "escape", "escape")
        assert app.app.screen is app.ledger


async def test_models_show_what_is_drifting() -> None:
    async with running() as app:
        await app.press("7")
        assert "churn-clf" in app.text()
        assert "2026-10-02" in app.text()


async def test_help_is_made_from_the_bindings_of_the_screen() -> None:
    async with running(size=(120, 90)) as app:
        await app.press("question_mark")
        text = app.text()
        for words in (
            "accept: live with it",
            "mark all that match",
            "paydown plan",
            "severity:",
            "repeat the last verdict",
        ):
            assert words in text
        assert "Scroll Left" not in text
        assert "trends and review" in text
        await app.press("escape", "3", "question_mark")
        assert "4 hours more" in app.text()


async def test_every_key_in_a_hint_works_there() -> None:
    async with running(made_book(30)) as app:
        for where in ("", "2", "3", "4", "5", "6", "7", "8", "U", "D"):
            if where:
                await app.press(where)
            screen = app.app.screen
            keys = set(screen.active_bindings)
            for key, _, _ in screen.hints():  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue, reportUnknownVariableType]
                assert key in keys, (where, key)
            await app.press("escape")


async def test_the_palette_runs_an_action_by_its_words() -> None:
    async with running() as app:
        await app.press("colon", *"paydown")
        await app.pilot.pause(0.3)
        await app.press("enter")
        await app.pilot.pause(0.2)
        await app.settle()
        assert app.app.screen.__class__.__name__ == "PlanScreen"


async def test_all_themes_draw() -> None:
    async with running() as app:
        seen: list[str] = []
        for _ in CYCLE:
            seen.append(app.app.theme)
            await app.press("j", "space", "T")
        assert seen == list(CYCLE)


@pytest.mark.parametrize("key", ["p", "i", "v", "m", "j"])
async def test_copying(key: str) -> None:
    async with running() as app:
        item = app.ledger.table.current
        assert item is not None
        await app.decide("y", key)
        wanted = {"p": place(item), "i": item.id, "v": "debtscope", "m": "- [ ]", "j": f'"id": "{item.id}"'}
        assert wanted[key] in app.app.clipboard


async def test_ctrl_c_tells_how_to_leave_and_q_leaves() -> None:
    async with running() as app:
        await app.press("ctrl+c")
        assert "q quits" in app.text()
        await app.press("3", "q")
        assert app.app.screen is app.ledger
        await app.pilot.press("q")
        assert app.app.return_code == 0


def test_a_ticket_line_cannot_break_out_of_its_code_span() -> None:
    item = made_book(1, names=("a`b\nc", "x", "y")).ledger.items[0]
    line = as_markdown(item)
    assert "\n" not in line
    assert line.count("`") == 4


def test_the_editor_is_told_the_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = tmp_path / "vim"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("VISUAL", "vim -n")
    assert editor_command(Path("/r/a b.py"), 7) == ["vim", "-n", "+7", "--", "/r/a b.py"]
    monkeypatch.setenv("VISUAL", "no-such-editor")
    assert editor_command(Path("/r/a.py"), 7) is None

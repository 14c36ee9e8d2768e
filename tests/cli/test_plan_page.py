"""A plan that is written somewhere links from there into the repository; an item opens to what its hours stand beside."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("where", ["plan.md", "docs/weekly plans/plan.md", "../elsewhere.md"])
def test_every_link_of_a_written_plan_leads_to_a_file(run: Run, demo: Path, where: str) -> None:
    output = demo / where
    output.parent.mkdir(parents=True, exist_ok=True)
    said = run("plan", "-C", demo, "--budget", "40h", "--format", "markdown", "--output", output)
    assert said.status == 0, said.err
    links = [one for one in re.findall(r"\]\(([^)]*)\)", output.read_text("utf-8")) if not one.startswith("#")]
    assert len(links) > 10
    for link in links:
        path, _, line = unquote(link).partition("#L")
        target = output.parent / path
        assert target.is_file() or target.is_dir(), link
        assert not line or len(target.read_bytes().splitlines()) >= int(line), link


def test_a_plan_on_stdout_links_from_the_repository(run: Run, demo: Path) -> None:
    said = run("plan", "-C", demo, "--budget", "8h", "--format", "markdown")
    links = re.findall(r"\]\(([^)]*)\)", said.out)
    assert links and all((demo / unquote(link).partition("#")[0]).exists() for link in links)


def _say(demo: Path, table: str) -> None:
    settings = demo / "debtscope.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[interest]\n{table}\n", "utf-8")


def test_a_plan_counts_over_the_teams_horizon_and_in_its_money(run: Run, demo: Path) -> None:
    plain = json.loads(run("plan", "-C", demo, "--budget", "8h", "--format", "json").out)
    assert (plain["horizon_weeks"], plain["hour_rate"]) == (52, None)
    assert "an hour:" not in run("plan", "-C", demo, "--budget", "8h").out
    _say(demo, 'hour_rate = 90\ncurrency = "CHF"\nhorizon_weeks = 26')
    plan = json.loads(run("plan", "-C", demo, "--budget", "8h", "--format", "json").out)
    assert (plan["horizon_weeks"], plan["hour_rate"]) == (26, {"amount": 90.0, "currency": "CHF"})
    told = f"at 90 CHF an hour: {plan['hours'] * 90:,.0f} CHF to pay, {plan['saved_hours'] * 90:,.0f} CHF saved over 26 weeks"
    assert told in run("plan", "-C", demo, "--budget", "8h").out
    assert told[1:] in run("plan", "-C", demo, "--budget", "8h", "--format", "markdown").out
    for form in ("markdown", "html"):
        page = run("review", "-C", demo, "--since", "7d", "--budget", "8h", "--format", form).out
        assert told[1:] in page, form
    longer = json.loads(run("plan", "-C", demo, "--budget", "8h", "--horizon", "104w", "--format", "json").out)
    assert longer["horizon_weeks"] == 104


@pytest.mark.parametrize("word", ["E", "\\u001b[31m", "euros", "[b]"])
def test_a_currency_is_three_letters(run: Run, demo: Path, word: str) -> None:
    _say(demo, f'hour_rate = 90\ncurrency = "{word}"')
    said = run("plan", "-C", demo, "--budget", "8h")
    assert said.status == 2
    assert "three letters" in said.err


def test_an_item_tells_what_its_hours_stand_beside(run: Run, demo: Path) -> None:
    ledger = json.loads(run("export", "-C", demo, "--format", "json").out)
    items = ledger["items"]
    of_cause = [item["id"] for item in items if item["cause"] == "personal-data-duties"]
    told = run("explain", "-C", demo, of_cause[0]).out
    assert all(other in told for other in of_cause[1:])
    assert "the largest of them counts whole, the others half" in told
    files = {file["path"]: file for file in ledger["files"]}
    touched = next(
        item for item in items
        if item["path"] in files and any(one["name"] == "touch term" for one in item["interest"]["factors"])
    )  # fmt: skip
    share = files[touched["path"]]["share"]
    assert f"{share:.1%} of what repairs cost here" in run("explain", "-C", demo, touched["id"]).out

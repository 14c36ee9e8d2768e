"""Every state that the application can be in, by its real cause: a file cut short, a folder that cannot be written, a second writer."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.demo.build import DEMO_DATE
from debtscope.services.types import ScanRequest
from debtscope.tui.app import DebtscopeApp
from debtscope.tui.screens.ledger import LedgerScreen
from debtscope.tui.services import ServiceSession
from tests.tui.conftest import Driver, decisions, played
from tests.tui.made import FakeSession
from tests.tui.terminal import START, Terminal, app, plain

Capture = pytest.CaptureFixture[str]
LOADER = "import pickle\nimport urllib.request\n\ndef load(url):\n    return pickle.loads(urllib.request.urlopen(url).read())\n"
_COLOUR = re.compile(rb"[34]8;2;(\d+);(\d+);(\d+)")


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    """Terminals that are closed at the end, whatever happened."""
    made: list[Terminal] = []
    yield made
    for terminal in made:
        terminal.close()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without git and with one page of text."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("DEBTSCOPE_USER", "ana")
    root = tmp_path / "loose"
    root.mkdir()
    (root / "NOTES.txt").write_text("Nothing yet.\n")
    return root


def told(capsys: Capture, *words: str) -> Any:
    """What the command line prints as JSON."""
    capsys.readouterr()
    assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def statuses(capsys: Capture, root: Path, *words: str) -> dict[str, str]:
    """Id -> status, as the next scan has them."""
    ledger = told(capsys, "scan", "-C", str(root), "--as-of", str(DEMO_DATE), "--format", "json", *words)
    return {item["id"]: item["triage"]["status"] for item in ledger["items"]}


def unprivileged(words: list[str]) -> list[str]:
    """The same command without root's right to write what may not be written."""
    if os.geteuid() != 0:
        return words
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    return [tool, "--bounding-set=-dac_override,-dac_read_search", *words]


async def decided(app: Driver, *keys: str) -> str:
    """One verdict on the item under the cursor; its id."""
    item = app.ledger.table.current
    assert item is not None
    await app.decide(*keys)
    return item.id


async def test_the_first_run_names_the_folder_that_the_user_chose(demo: Path) -> None:
    made = DebtscopeApp(ServiceSession(ScanRequest(root=demo, state=Path("kept apart"))))
    async with made.run_test(size=(120, 40)) as pilot:
        driver = Driver(made, pilot, FakeSession(None))
        while not made.is_loaded:
            await pilot.pause()
        await driver.settle()
        text = driver.text()
    assert "Writes only kept apart; runs nothing that it reads." in text
    assert "in this repository" not in text


async def test_from_the_first_run_to_an_exported_plan(demo: Path, tmp_path: Path, capsys: Capture) -> None:
    shutil.rmtree(demo / ".debtscope")
    paper = tmp_path / "plan.md"
    async with played(demo, size=(120, 40)) as app:
        text = app.text()
        assert "No ledger yet for churn" in text and "Writes only .debtscope/" in text
        assert not (demo / ".debtscope").exists(), "looking writes nothing"
        await app.decide("enter")
        assert isinstance(app.app.screen, LedgerScreen), "what was found is shown, not how it was read"
        assert "6 tells what was read" in app.text()
        await app.filter("category:legal severity:>=high")
        await app.press("asterisk")
        ids = set(app.table_ids)
        await app.press("f")
        await app.answer("bo 2w")
        await app.press("3", "E", "m")
        await app.answer(str(paper))
    assert {r["item"] for r in decisions(demo)} == ids
    found = statuses(capsys, demo)
    assert {one for one, status in found.items() if status == "planned"} == ids
    written = paper.read_text()
    assert any(one in written for one in ids)


async def test_an_empty_ledger_says_who_looked_and_the_next_scan_fills_it(small: Path, capsys: Capture) -> None:
    assert main(["scan", "-C", str(small), "--as-of", str(DEMO_DATE)]) == 0
    async with played(small, size=(120, 40)) as app:
        text = app.text()
        assert text.startswith(" debtscope  loose ")
        assert "No debt found" in text and "not there, so not judged:" in text
        assert "git: " in text and "Commit the CI definition" in text, "which was not there, and how to provide it"
        (small / "loader.py").write_text(LOADER)
        await app.decide("r")
        await app.press("1")
        one = await decided(app, "d", "1")
    assert statuses(capsys, small)[one] == "deferred"


async def test_without_git_what_git_would_tell_is_unknown(small: Path, capsys: Capture) -> None:
    (small / "loader.py").write_text(LOADER)
    before = statuses(capsys, small)
    assert before
    async with played(small, size=(150, 44)) as app:
        await app.filter("path:loader.py")
        await app.press("enter")
        text = app.text()
        assert "loader.py:" in text
        assert "unknown, there is no git history" in text and "unknown, nobody can be proposed" in text
        assert "less sure without git" in text and "came in" not in text
        await app.press("greater_than_sign")
        assert "there is no git repository in this folder" in app.text()
        await app.press("escape")
        one = await decided(app, "f", "enter")
        await app.press("4")
        text = " ".join(app.text().split())
        assert "there is nothing to compare with yet; a scan on another day begins the trends" in text
        assert "failed" not in text and not [said for said in app.app.messages if said.level == "error"]
    assert decisions(small)[0]["item"] == one
    assert statuses(capsys, small)[one] == "planned"


def test_a_folder_that_cannot_be_written_has_a_banner_and_the_way_out_works(
    demo: Path, tmp_path: Path, opened: list[Terminal], capsys: Capture
) -> None:
    state, elsewhere = demo / ".debtscope", tmp_path / "elsewhere"
    state.chmod(0o555)
    try:
        opened.append(Terminal(unprivileged(app(demo))))
        opened[0].wait_for("read-only:")
        opened[0].send("d1")
        assert "--state DIR" in opened[0].wait_for("cannot be written")
        opened[0].send("q")
        assert opened[0].ended() == 0
        assert not (state / "triage.jsonl").exists()
        opened.append(Terminal(unprivileged(app(demo, "--state", str(elsewhere)))))
        opened[1].wait_for("No ledger yet")
        opened[1].send("\r")
        opened[1].wait_for("6 tells what was read")
        opened[1].send("d1")
        opened[1].wait_for("u undoes")
        opened[1].send("q")
        assert opened[1].ended() == 0
    finally:
        state.chmod(0o755)
    made = json.loads((elsewhere / "triage.jsonl").read_text())
    assert statuses(capsys, demo, "--state", str(elsewhere))[made["item"]] == "deferred"
    assert "deferred" not in statuses(capsys, demo).values()


async def test_a_history_cut_short_is_put_aside_and_no_decision_is_lost(demo: Path, capsys: Capture) -> None:
    async with played(demo) as app:
        one = await decided(app, "d", "1")
    history = demo / ".debtscope/history.db"
    cut = history.read_bytes()[:20_000]
    history.write_bytes(cut)
    async with played(demo) as app:
        text = app.text()
        assert "The last ledger cannot be read" in text and "m puts the file aside and scans" in text
        await app.press("enter")
        assert history.read_bytes() == cut, "nothing happens by itself"
        await app.decide("m")
        await app.press("1")
        assert one in {i.id for i in app.app.book.ledger.items if i.triage.until} if app.app.book else False
        two = await decided(app, "d", "2")
    assert (demo / ".debtscope/history.db-damaged1").read_bytes() == cut
    found = statuses(capsys, demo)
    assert (found[one], found[two]) == ("deferred", "deferred")


async def test_a_history_of_a_newer_program_is_read_again_and_never_put_aside(demo: Path) -> None:
    history = demo / ".debtscope/history.db"

    def version(number: int | None = None) -> int:
        with closing(sqlite3.connect(history)) as connection:
            was = connection.execute("PRAGMA user_version").fetchone()[0]
            if number is not None:
                connection.execute(f"PRAGMA user_version = {number}")
            return was

    ours = version(99)
    async with played(demo) as app:
        assert "newer debtscope" in app.text() and "puts the file aside" not in app.text()
        await app.press("m")
        assert version() == 99
        version(ours)
        await app.press("r")
        await app.settle()
        await decided(app, "d", "1")
    assert len(decisions(demo)) == 1


async def test_a_ledger_file_cut_short_names_line_and_column(demo: Path, tmp_path: Path) -> None:
    paper = tmp_path / "ledger.json"
    assert main(["export", "-C", str(demo), "--format", "json", "--output", str(paper)]) == 0
    paper.write_text(paper.read_text()[:5_000])
    session = ServiceSession(ScanRequest(root=paper))
    app = DebtscopeApp(session)
    async with app.run_test(size=(120, 30)) as pilot:
        driver = Driver(app, pilot, FakeSession(None))
        while not app.is_loaded:
            await pilot.pause()
        await driver.settle()
        assert re.search(r"ledger\.json.*line \d+,? column \d+", driver.text())


async def test_a_log_cut_short_costs_its_last_line_alone(demo: Path, capsys: Capture) -> None:
    async with played(demo) as app:
        kept = await decided(app, "d", "1")
        lost = await decided(app, "d", "2")
    log = demo / ".debtscope/triage.jsonl"
    log.write_bytes(log.read_bytes()[:-40])
    async with played(demo) as app:
        await app.press("6")
        assert "line 2" in app.text()
        await app.press("1")
        again = await decided(app, "f", "enter")
    found = statuses(capsys, demo)
    assert (found[kept], found[again]) == ("deferred", "planned")
    assert found[lost] in {"open", "planned"}


async def test_a_scan_beside_the_open_application_takes_nothing_from_it(demo: Path, capsys: Capture) -> None:
    async with played(demo) as app:
        await app.press("j")
        (demo / "src/churn/loader.py").write_text(LOADER)
        other = [sys.executable, "-c", START, "scan", "-C", str(demo), "--as-of", str(DEMO_DATE)]
        subprocess.run(other, check=True, capture_output=True)
        shown = list(app.table_ids)
        one = await decided(app, "d", "1")
        assert list(app.table_ids) == shown
    found = statuses(capsys, demo)
    assert found[one] == "deferred"
    assert len(found) > len(shown)


def test_ascii_alone_reaches_a_terminal_that_knows_no_more(demo: Path, opened: list[Terminal]) -> None:
    env = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    opened.append(Terminal(app(demo), env=env))
    opened[0].wait_for("? more")
    opened[0].send("d1")
    opened[0].wait_for("u undoes")
    opened[0].send("3")
    opened[0].wait_for("budget")
    opened[0].send("qq")
    assert opened[0].ended() == 0
    assert opened[0].written.isascii()
    assert len(decisions(demo)) == 1


def test_no_color_leaves_greys_and_words(demo: Path, opened: list[Terminal]) -> None:
    opened.append(Terminal(app(demo), env={"NO_COLOR": "1"}))
    said = opened[0].wait_for("? more")
    opened[0].send("d1")
    opened[0].wait_for("u undoes")
    opened[0].send("q")
    assert opened[0].ended() == 0
    assert {"crit", "high", "med", "must do"} <= {word for word in ("crit", "high", "med", "must do") if word in said}
    colours = {tuple(map(int, one)) for one in _COLOUR.findall(opened[0].written)}
    assert colours and not [one for one in colours if max(one) - min(one) > 2]


def test_a_tiny_window_has_the_list_and_decides(demo: Path, opened: list[Terminal]) -> None:
    opened.append(Terminal(app(demo), size=(50, 12)))
    said = opened[0].wait_for("? more")
    assert "crit" in said and "enlarge" not in said
    opened[0].send("d1")
    opened[0].wait_for("deferred")
    opened[0].send("q")
    assert opened[0].ended() == 0
    assert len(decisions(demo)) == 1


def test_a_pipe_gets_the_table_and_machines_get_json(demo: Path, capsys: Capture) -> None:
    words = [*app(demo), "--query", "category:legal"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and "\x1b" not in done.stdout
    items = told(capsys, "-C", str(demo), "--query", "category:legal", "--format", "json")["items"]
    assert items and all(item["id"] in done.stdout for item in items)


def test_an_editor_that_is_not_there_is_told(demo: Path, opened: list[Terminal]) -> None:
    env = {"VISUAL": "/no/such/editor"}
    opened.append(Terminal(app(demo, "--query", "path:src/churn/serve.py"), env=env))
    opened[0].wait_for("? more")
    opened[0].send("e")
    assert "set VISUAL or EDITOR" in opened[0].wait_for("there is no editor /no/such/editor")
    opened[0].send("d1")
    opened[0].wait_for("u undoes")
    opened[0].send("q")
    assert opened[0].ended() == 0
    assert plain(opened[0].written).count("Traceback") == 0

"""What happens to a terminal while the application runs in it: nothing that was decided is lost, and it is given back whole."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from debtscope.services.browse import open_book
from tests.tui.conftest import decisions
from tests.tui.terminal import START, Terminal, app

LEAVES, ENTERS = b"\x1b[?1049l", b"\x1b[?1049h"
Open = Callable[..., Terminal]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Terminals that are closed at the end, whatever happened."""
    made: list[Terminal] = []

    def open_terminal(words: list[str], **options: object) -> Terminal:
        made.append(Terminal(words, **options))  # pyright: ignore[reportArgumentType] - options of one constructor
        return made[-1]

    yield open_terminal
    for terminal in made:
        terminal.close()


def decided(terminal: Terminal) -> None:
    """One verdict, told at the foot: from then on it must not get lost."""
    terminal.wait_for("? more")
    terminal.send("d1")
    terminal.wait_for("u undoes")


def undecided(root: Path) -> str:
    """The id of an item on which nobody decided."""
    book = open_book(root)
    assert book is not None
    return next(i.id for i in book.ledger.items if i.triage.verdict is None)


def command_line(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Another debtscope on the same repository, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", START, *words, "-C", str(root)], capture_output=True, text=True, timeout=60, check=False
    )


def test_suspended_and_brought_back(demo: Path, opened: Open) -> None:
    shell = opened(["bash", "--norc", "--noprofile", "-i"], env={"PS1": "prompt> "})
    shell.wait_for("prompt> ")
    shell.send(shlex.join(app(demo)) + "\n")
    decided(shell)
    assert shell.is_raw()
    shell.send("\x1a")
    shell.wait_for_raw(LEAVES)
    shell.wait_for("prompt> ")
    assert len(decisions(demo)) == 1
    other = command_line(demo, "triage", "set", undecided(demo), "--verdict", "plan", "--owner", "bo")
    assert other.returncode == 0, other.stderr
    shell.send("fg\n")
    shell.wait_for_raw(ENTERS)
    shell.wait_for("h/month interest")
    shell.wait_for("arrived")
    shell.send("q")
    shell.wait_for_raw(LEAVES)
    shell.wait_for("prompt> ")
    shell.send("echo status $?\n")
    shell.wait_for("status 0")


def test_a_window_that_is_closed_loses_nothing_and_leaves_nothing_behind(
    demo: Path, opened: Open, tmp_path: Path
) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.mkdir()
    terminal = opened(app(demo), env={"TMPDIR": str(rubbish)})
    decided(terminal)
    terminal.hang_up()
    assert terminal.ended() == 128 + signal.SIGHUP
    assert not list(rubbish.iterdir())
    assert len(decisions(demo)) == 1
    assert command_line(demo, "triage", "set", undecided(demo), "--verdict", "plan").returncode == 0
    assert len(decisions(demo)) == 2


def test_killed_in_the_middle_nothing_is_lost_and_the_next_start_is_as_any(demo: Path, opened: Open) -> None:
    terminal = opened(app(demo))
    decided(terminal)
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    assert len(decisions(demo)) == 1
    again = opened(app(demo))
    decided(again)
    assert len(decisions(demo)) == 2


def test_a_polite_end_gives_the_terminal_back(demo: Path, opened: Open) -> None:
    terminal = opened(app(demo))
    decided(terminal)
    os.kill(terminal.pid, signal.SIGTERM)
    terminal.wait_for_raw(LEAVES)
    assert terminal.ended() != 0
    assert not terminal.is_raw()
    assert len(decisions(demo)) == 1


def test_what_is_typed_in_one_go_means_the_question_and_not_the_list(demo: Path, opened: Open) -> None:
    terminal = opened(app(demo))
    terminal.wait_for("? more")
    terminal.send("acustomers wait\rd4" + "2027-01-31\r/category:data\rd2.u")
    terminal.wait_for("undone")
    terminal.send("q")
    assert terminal.ended() == 0
    first, second, third, fourth, back = decisions(demo)
    assert (first["data"]["verdict"], first["data"]["reason"]) == ("accept", "customers wait")
    assert (second["data"]["verdict"], second["data"]["until"]) == ("defer", "2027-01-31")
    assert {r["data"]["until"] for r in (third, fourth)} == {"2026-12-20"}
    assert third["item"].startswith("DAT")
    assert fourth["item"].startswith("DAT")
    assert len({r["item"] for r in (first, second, third, fourth)}) == 4
    assert back["data"]["undoes"] == fourth["uid"]


def test_another_size_is_drawn_at_once(demo: Path, opened: Open) -> None:
    terminal = opened(app(demo))
    terminal.wait_for("? more")
    terminal.resize((70, 20))
    said = terminal.wait_for("? more")
    assert "h/m " in said or "open" in said
    terminal.send("q")
    assert terminal.ended() == 0


@pytest.mark.parametrize(("editor", "words"), [("false", "ended with status 1"), ("true", "")])
def test_an_editor_that_fails_is_told_and_one_that_works_is_not(
    demo: Path, opened: Open, editor: str, words: str
) -> None:
    terminal = opened(app(demo, "--query", "path:src/churn/serve.py"), env={"VISUAL": editor})
    terminal.wait_for("? more")
    terminal.send("e")
    terminal.wait_for_raw(LEAVES)
    terminal.wait_for_raw(ENTERS)
    if words:
        terminal.wait_for(words)
    else:
        terminal.wait_for("? more")
    terminal.send("q")
    assert terminal.ended() == 0


def test_a_click_on_a_place_opens_the_editor_there(demo: Path, opened: Open, tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "$@" > {shlex.quote(str(noted))}\n')
    editor.chmod(0o755)
    words = app(demo, "--query", "path:src/churn/serve.py")
    terminal = opened(words, env={"VISUAL": str(editor)})
    terminal.wait_for("? more")
    terminal.send("\r")
    terminal.wait_for("esc list")
    terminal.send("\x1b[<0;6;5M\x1b[<0;6;5m")
    terminal.wait_for_raw(LEAVES)
    terminal.wait_for_raw(ENTERS)
    line, path = noted.read_text().split()
    assert line[1:].isdigit() and path == str((demo / "src/churn/serve.py").resolve())
    terminal.wait_for("esc list")
    terminal.send("qq")
    assert terminal.ended() == 0


def test_a_dumb_terminal_and_a_pipe_get_the_table(demo: Path, opened: Open) -> None:
    terminal = opened(app(demo), env={"TERM": "dumb"})
    assert "items · " in terminal.wait_for("h/month interest")
    assert terminal.ended() == 0
    assert b"\x1b[?1049h" not in terminal.written

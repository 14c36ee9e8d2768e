"""What the start path imports, and how the process ends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from debtscope.tui.app import DebtscopeApp
from tests.tui.made import FakeSession, made_book

HEAVY = (
    "pandas",
    "plotly",
    "git",
    "yaml",
    "numpy",
    "pygments.lexers",
    "debtscope.engine",
    "debtscope_collectors",
    "sqlite3",
)

LOOK = """
import asyncio, json, sys
from pathlib import Path
import debtscope.tui.app as app, debtscope.tui.services as services
from debtscope.services.types import ScanRequest

made = app.DebtscopeApp(services.ServiceSession(ScanRequest(root=Path("."))))
made.get_default_screen()
print(json.dumps([name for name in sys.modules]))
"""

CRASH = """
import sys
from tests.tui.made import FakeSession, made_book
from debtscope.tui.app import DebtscopeApp

class Broken(DebtscopeApp):
    def on_mount(self):
        raise RuntimeError("odd")

app = Broken(FakeSession(made_book(3)))
app.run(headless=True)
sys.exit(app.return_code)
"""


def test_the_start_path_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not [name for name in HEAVY if name in loaded]
    assert "textual.app" in loaded


def test_a_fault_is_no_success() -> None:
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False)
    assert done.returncode != 0


async def test_the_ledger_is_read_right_after_the_first_frame_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession(made_book(5))
    app = DebtscopeApp(session)
    seen: list[bool] = []
    begin = app._begin  # pyright: ignore[reportPrivateUsage] - what is measured is when it begins

    def noted() -> None:
        seen.append(app._has_begun)  # pyright: ignore[reportPrivateUsage] - as above
        begin()

    monkeypatch.setattr(app, "_begin", noted)
    async with app.run_test() as pilot:
        while not app.is_loaded:
            await pilot.pause()
        await pilot.pause()
    assert seen[0] is False and len(seen) >= 2 and all(seen[1:]), "by the frame, and not again by the tick after it"
    assert session._loads == 1  # pyright: ignore[reportPrivateUsage] - read once

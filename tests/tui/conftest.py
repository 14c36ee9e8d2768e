"""Helpers that all tests of the application share."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import Worker

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.services.scan import scan
from debtscope.services.types import Book, ScanRequest
from debtscope.tui.app import DebtscopeApp
from debtscope.tui.screens.ledger import LedgerScreen
from debtscope.tui.services import ServiceSession
from debtscope.tui.views import View
from tests.tui.made import FakeSession, made_book

ASKING = frozenset({"verdict", "choice", "export", "scan"})
"""Groups of workers that may wait for a person."""


class Driver:
    """One running application and the keys into it."""

    def __init__(self, app: DebtscopeApp, pilot: Pilot[int], session: FakeSession) -> None:
        self.app, self.pilot, self.session = app, pilot, session

    async def press(self, *keys: str) -> None:
        """Keys, then everything that they set off."""
        for key in keys:
            await self.pilot.press(key)
            while not self.app.typeahead.is_idle:
                await self.pilot.pause(0.005)
        await self.settle()

    async def settle(self) -> None:
        """Workers, timers of the preview and refreshes are done."""
        await self._wait(lambda group: group not in ASKING)
        await self.pilot.pause()
        await self.pilot.pause()

    async def decide(self, *keys: str) -> None:
        """Keys that end in a verdict: its worker is waited for."""
        await self.pilot.press(*keys)
        await self._wait(lambda _: True)
        await self.settle()

    async def _wait(self, wanted: Callable[[str], bool]) -> None:
        while not self.app.typeahead.is_idle:
            await self.pilot.pause(0.005)
        workers: list[Worker[object]] = [w for w in self.app.workers if wanted(w.group)]
        if workers:
            await self.app.workers.wait_for_complete(workers)  # pyright: ignore[reportUnknownMemberType] - Worker[Unknown]

    async def answer(self, text: str, *, is_last: bool = True) -> None:
        """Writes into the open question (typing is tested elsewhere) and sends it off."""
        self.app.screen.query_one(Input).value = text
        await (self.decide("enter") if is_last else self.press("enter"))

    async def filter(self, text: str) -> None:
        """Filters as if the text had been pasted."""
        self.ledger.put_query(text)
        await self.settle()

    @property
    def ledger(self) -> LedgerScreen:
        return self.app.ledger

    @property
    def table_ids(self) -> Sequence[str]:
        """Ids of the items that the list shows, from top to bottom; those that one line stands for with it."""
        rows = self.ledger.table.rows
        ids: list[str] = []
        for line in range(rows.count() - rows.is_short):
            group, item = rows.lines.group(line), rows.item(line)
            if item is not None:
                ids.append(item.id)
            elif group is not None and group.is_cause and group.folded:
                ids += [rows.items[n].id for n in group.members]
        return ids

    def screen_lines(self) -> list[str]:
        """The screen as text, a line each."""
        return [
            "".join(segment.text for segment in strip)
            for strip in self.app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage] - the very lines that go to the terminal
        ]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.screen_lines())


@asynccontextmanager
async def running(
    book: Book | None = None, *, size: tuple[int, int] = (120, 40), session: FakeSession | None = None, view: str = "",
    ascii_only: bool = False,
) -> AsyncGenerator[Driver]:  # fmt: skip
    """The application over a made book, loaded and at rest."""
    session = session or FakeSession(book or made_book())
    app = DebtscopeApp(session, view=View(query=view), ascii_only=ascii_only)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot, session)
        while not app.is_loaded:
            await pilot.pause()
        await driver.settle()
        yield driver


@pytest.fixture(scope="session")
def scanned_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration project, scanned once."""
    root = build_demo(tmp_path_factory.mktemp("demo") / "churn")
    scan(ScanRequest(root=root, as_of=DEMO_DATE))
    return root


@pytest.fixture
def demo(scanned_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test may decide on; whoever decides is ana, and keeps nothing at home."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("DEBTSCOPE_USER", "ana")
    return Path(shutil.copytree(scanned_demo, tmp_path / "churn", symlinks=True))


@asynccontextmanager
async def played(root: Path, *, size: tuple[int, int] = (160, 50)) -> AsyncGenerator[Driver]:
    """The application over the real services on a scanned repository."""
    app = DebtscopeApp(ServiceSession(ScanRequest(root=root, as_of=DEMO_DATE)))
    app.rescan.start_behind_soon = lambda: None  # a copy's stamps are new; the scan behind has tests of its own
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot, FakeSession(None))
        while not app.is_loaded:
            await pilot.pause()
        await driver.settle()
        yield driver


def decisions(root: Path) -> list[dict[str, Any]]:
    """The triage log, a record a line."""
    text = (root / ".debtscope/triage.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="session")
def book() -> Book:
    """Sixty items."""
    return made_book()

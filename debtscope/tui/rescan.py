"""Scanning from the application: on demand, or quietly behind a ledger that is older than its repository."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from debtscope.tui.child import ChildFailed
from debtscope.tui.money import moved
from debtscope.tui.scanning import ScanRun

if TYPE_CHECKING:
    from debtscope.services.types import Book
    from debtscope.tui.app import DebtscopeApp

BEHIND_AFTER = 0.5
"""Seconds after which a scan may start behind a ledger that has just been opened."""


class Rescan:
    """The application's scans, one at a time. What a quiet one finds waits until somebody asks for it."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self.run = ScanRun()
        self.waiting: Book | None = None
        """A newer ledger that was made behind the one on the screen."""
        self._news = ""

    def news(self) -> str:
        """What a scan behind the ledger has come to, for the top line."""
        if self.waiting is not None:
            return f"{self._news}, press r"
        return "scanning behind" if self.run.is_running and self.run.is_quiet else ""

    def start_behind_soon(self) -> None:
        """Where nothing was scanned yet in this session."""
        if not self.run.steps and not self.run.is_running:
            self._app.set_timer(BEHIND_AFTER, self.start_behind)

    def start_behind(self) -> None:
        """A quiet scan, where the repository has moved on since the ledger was made."""
        self._app.run_worker(self._behind(), group="behind", exclusive=True, exit_on_error=False)

    async def _behind(self) -> None:
        from debtscope.tui.scanner import BEHIND

        app = self._app
        book, command = app.book, app.session.scan_command()
        if book is None or command is None or self.run.is_running or app.colleagues.lost(book):
            return
        if await asyncio.to_thread(app.session.is_behind, book):
            self.run = ScanRun(is_running=True, is_quiet=True)
            app.ledger.draw_top()
            self._follow_child([*command, BEHIND])

    def stop_behind(self) -> None:
        """Ends a scan that nobody asked for."""
        if self.run.is_running and self.run.is_quiet:
            self.run.stop()

    def start(self) -> None:
        """Shows what a scan behind the ledger found; else scans in a child process and shows its progress."""
        from debtscope.tui.screens.scan import ScanScreen

        app = self._app
        if self.waiting is not None:
            app.run_worker(self._take_waiting(self.waiting), group="take", exclusive=True, exit_on_error=False)
            return
        self.run.is_quiet = False
        command = app.session.scan_command()
        if command is None:
            app.say("this ledger has no repository to scan", "$warning")
            return
        if not self.run.is_running:
            self.run = ScanRun(is_running=True)
            self._follow_child(command)
        if not isinstance(app.screen, ScanScreen):
            app.action_place("scan")
        self._draw()

    def _follow_child(self, command: Sequence[str]) -> None:
        self._app.run_worker(self._follow(command), group="scan", exit_on_error=False)

    async def _follow(self, command: Sequence[str]) -> None:
        """Follows the child; the ledger is read again when it is done."""
        app, run, is_first = self._app, self.run, self._app.book is None
        try:
            said = await run.follow(command, self._draw)
        except ChildFailed as error:
            if run.is_quiet:
                app.say(f"behind the ledger: {error.message}", detail=error.trace)
            else:
                app.say(error.message, "$error", detail=error.trace)
            app.ledger.draw_top()
        else:
            if run.is_quiet:
                await self._hold()
            elif is_first:
                await self._show_first(said)
            else:
                app.load_book(said)
        self._draw()

    async def _show_first(self, said: str) -> None:
        """Who scans for the first time wants to see what was found, unless they have gone elsewhere meanwhile."""
        from debtscope.tui.screens.scan import ScanScreen

        app = self._app
        await app.load_book().wait()
        if app.book is not None and isinstance(app.screen, ScanScreen):
            app.action_place("ledger")
            app.say(f"{said}; 6 tells what was read")

    async def _hold(self) -> None:
        """Keeps the newer ledger beside the one on the screen; takes it at once where no item came or went."""
        app = self._app
        async with app.deeds.turn:
            fresh, book = await asyncio.to_thread(app.session.load), app.book
            if fresh is None or book is None:
                return
            told = await asyncio.to_thread(moved, book.ledger.items, fresh.ledger.items)
            if not told:
                await app.take(fresh)
            else:
                self.waiting, self._news = fresh, told
        app.ledger.draw_top()

    async def _take_waiting(self, fresh: Book) -> None:
        """The newer ledger with the decisions that were taken meanwhile."""
        app = self._app
        async with app.deeds.turn:
            self.waiting = None
            before = app.book
            book = await asyncio.to_thread(app.session.refresh, fresh)
            await app.take(book)
            told = await asyncio.to_thread(moved, before.ledger.items if before else (), book.ledger.items)
        app.say(f"shown: {told or 'nothing new'}; r scans again")

    def _draw(self) -> None:
        from debtscope.tui.screens.scan import ScanScreen

        if isinstance(self._app.screen, ScanScreen):
            self._app.screen.book_changed()

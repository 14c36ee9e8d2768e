"""The review behind trends and meetings: counted by a child process whenever the ledger or its log has moved on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from debtscope.tui.child import Child, ChildFailed, Told

if TYPE_CHECKING:
    from textual.timer import Timer

    from debtscope.tui.app import DebtscopeApp
    from debtscope.tui.board import Board

AGAIN_AFTER = 0.6
"""Seconds after the last verdict before the figures are counted again."""


class Reviews:
    """The application's review, one child at a time. The figures of before stay in view while new ones are counted."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self.board: Board | None = None
        self.step = ""
        """What the child is at; empty when none runs."""
        self.problem = ""
        self._since = ""
        """What the board was compared with, as it was asked for."""
        self._counted: object = None
        self._timer: Timer | None = None
        self._children: list[Child] = []

    @property
    def is_running(self) -> bool:
        """Whether a child counts or fills up the past."""
        return bool(self.step)

    @property
    def is_asked(self) -> bool:
        """Whether the board is there, and compares with the day that was asked for last."""
        return self.board is not None and self._since == self._app.wanted.since

    def want(self) -> None:
        """Counts where the figures are not those of the ledger, its decisions and the chosen day."""
        book = self._app.book
        if book is None or book.unread or self.is_running:
            return
        key = (book.snapshot, self._app.session.log_stamp(book), self._app.wanted)
        if key != self._counted:
            self._counted = key
            self.step = "reading the history"
            self._app.run_worker(self._count(), group="review", exit_on_error=False)

    def want_soon(self) -> None:
        """Once the verdicts rest for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(AGAIN_AFTER, self.want)

    def choose(self, since: str) -> None:
        """Another day to compare with."""
        self._app.wanted = replace(self._app.wanted, since=since)
        self.want()

    def backfill(self) -> None:
        """Snapshots of past weeks, made behind; then everything is counted again."""
        if not self.is_running:
            self.step = "filling up the past"
            self._app.run_worker(self._backfill(), group="review", exit_on_error=False)
            self._draw()

    async def _count(self) -> None:
        from debtscope.tui.board import read_board

        since = self._app.wanted.since
        try:
            told = await self._follow("board", "the review")
            self.board = await asyncio.to_thread(read_board, told)
            self.problem, self._since = "", since
        except ChildFailed as error:
            self.problem = error.message
            if not error.is_expected:
                self._app.say(error.message, "$error", detail=error.trace)
        finally:
            self.step = ""
            self._draw()
        self.want_soon()  # verdicts that were taken meanwhile

    async def _backfill(self) -> None:
        try:
            done = await self._follow("backfill", "the past")
            skipped = done.get("skipped")
            older = f"; {skipped} weeks lie before the first commit" if skipped else ""
            self._app.say(f"past weeks scanned: {done.get('made')}{older}")
            self._counted = None
        except ChildFailed as error:
            self._app.say(error.message, "$error", detail=error.trace)
        finally:
            self.step = ""
        self._app.load_book("the history is filled up")
        self.want()
        self._draw()

    async def text(self, mode: str) -> str:
        """The minutes as Markdown, or the page as HTML. Raises ChildFailed."""
        told = await self._follow(mode, "the paper", quiet=True)
        return str(told.get("text", ""))

    async def _follow(self, mode: str, what: str, *, quiet: bool = False) -> Told:
        command: Sequence[str] | None = self._app.session.review_command(mode, self._app.wanted)
        if command is None:
            raise ChildFailed("this ledger has no repository, and so no history")
        book = self._app.book
        if book is not None and (lost := await asyncio.to_thread(self._app.colleagues.lost, book)):
            raise ChildFailed(lost, is_expected=True)
        child = Child(what.removeprefix("the "))
        self._children.append(child)
        try:
            return await child.follow(command, (lambda _: None) if quiet else self._stepped)
        finally:
            self._children.remove(child)

    def _stepped(self, told: Told) -> None:
        total = told.get("total")
        count = f" {told.get('done')}/{total}" if isinstance(total, int) and total > 1 else ""
        self.step = self._app.ink.text(f"{told.get('name') or told.get('stage')}{count}")
        self._draw()

    def _draw(self) -> None:
        from debtscope.tui.screens.trends import TrendsScreen

        for screen in self._app.screen_stack:
            if isinstance(screen, TrendsScreen) and screen.is_drawn:
                screen.reload()

    def stop(self) -> None:
        """With the application."""
        for child in self._children:
            child.stop()

"""What was decided in this session, on whichever screen: one stack, taken back and done again in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from debtscope.model.errors import DebtscopeError

if TYPE_CHECKING:
    from debtscope.services.types import Book
    from debtscope.tui.app import DebtscopeApp

Make = Callable[["Book"], "Book"]
"""Records something and returns the book with it. Takes long; raises DebtscopeError."""
Deed = tuple[Make, tuple[str, ...]]
"""How it was done, and on which items; none where it was an answer, a rule or the like."""


class Deeds:
    """Verdicts, own figures, answers, switched rules and noted hours; the log takes each back as its last record."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        self.turn = asyncio.Lock()
        """Held while the book changes: one decision after the other, in the order of the keys."""

    async def do(self, make: Make, ids: tuple[str, ...] = ()) -> bool:
        """Records something; whether it was recorded, and anybody is there to be told."""
        if not await self._apply(make):
            return False
        self._done.append((make, ids))
        self._undone.clear()
        return True

    async def _apply(self, make: Make) -> bool:
        app = self._app
        async with self.turn:
            assert app.book is not None
            try:
                book = await asyncio.to_thread(self._made, make, app.book)
            except DebtscopeError as error:
                app.complain(error)
                return False
            if not app.is_left:
                await app.take(book)
        return not app.is_left

    def _made(self, make: Make, book: Book) -> Book:
        lost = self._app.colleagues.lost(book)
        if lost:
            raise DebtscopeError(f"not kept: {lost}")
        return make(book)

    async def undo(self) -> None:
        """Takes the last deed back."""
        app = self._app
        if not self._done:
            app.say("nothing to undo in this session", "$warning")
            return
        if not await self._apply(app.session.undo):
            return
        deed = self._done.pop()
        self._undone.append(deed)
        again = f"{app.ink.dot} ctrl+r does it again"
        _, ids = deed
        if not ids:
            app.say(f"undone: what was given is taken back {again}")
            return
        here = app.ledger.table.current
        if here is None or here.id not in ids:  # who looks at one of them stays where he is
            app.ledger.put_cursor_on(ids[0])
        many = f"{len(ids):,} items are" if len(ids) > 1 else "the item is"
        app.say(f"undone: {many} as before {again}")

    async def redo(self) -> None:
        """Does again what was just taken back."""
        app = self._app
        if not self._undone:
            app.say("nothing to redo", "$warning")
            return
        deed = self._undone.pop()
        if await self._apply(deed[0]):
            self._done.append(deed)
            app.say(f"done again {app.ink.dot} u undoes")
        else:
            self._undone.append(deed)

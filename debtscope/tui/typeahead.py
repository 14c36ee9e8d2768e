"""Keys that come before what the key before them opens: they wait for it, instead of going to the screen below.

Whoever types `d1` or `a`, a reason and enter in one go means the question, not the list behind it. Textual hands every key
to what has the focus at that moment, and a question takes some milliseconds to be there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from debtscope.tui.dialogs.prompt import Choices

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.widget import Widget

    from debtscope.tui.app import DebtscopeApp

ASKS = frozenset({
    "accept", "again", "answer", "budget", "capacity", "columns", "copy", "defer", "due", "estimate", "export", "filter",
    "fix", "group", "jump", "note", "owner", "plan_all", "redo", "reopen", "say_hours", "search", "since", "sort", "switch",
    "take_owner", "type_budget", "undo", "views", "wave_off",
})  # fmt: skip
"""Actions that open a question, or after which the next key means another item."""
GROUPS = frozenset({"verdict", "choice", "export", "score", "rules"})
"""Workers that ask or decide."""
STEP, LEAST, MOST = 0.004, 10, 250
"""Seconds between looks; looks before an action is believed to open nothing; looks after which keys are let go anyway."""


@lru_cache(maxsize=64)
def asking_keys(kind: type[DOMNode]) -> frozenset[str]:
    """The keys of a class whose actions ask."""
    keys: set[str] = set()
    for base in kind.__mro__:
        bindings: list[BindingType] = base.__dict__.get("BINDINGS", [])
        for one in bindings:
            if isinstance(one, Binding) and one.action.partition("(")[0] in ASKS:
                keys.update(key.strip() for key in one.key.split(","))
    return frozenset(keys)


class TypeAhead:
    """Holds keys back while a question is on its way."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self._held: deque[events.Key] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no key waits."""
        return self._held is None

    def holds(self, event: events.Key) -> bool:
        """Takes a key that has to wait. A key that opens something goes through, and those after it wait."""
        if self._held is not None:
            self._held.append(event)
            return True
        if self._opens(event.key):
            self._held = deque()
            self._task = asyncio.create_task(self._let_go(self._app.screen, self._app.focused))
        return False

    def _opens(self, key: str) -> bool:
        screen, focused = self._app.screen, self._app.focused
        if isinstance(screen, Choices):
            return True
        if isinstance(focused, Input):
            return key in {"enter", "escape"}
        return (
            key in asking_keys(type(screen))
            or key in asking_keys(type(self._app))
            or key in self._app.personal.asking_keys
        )

    async def _let_go(self, before: Screen[object], focused: Widget | None) -> None:
        """Keys that come while the held ones are given out queue up behind them."""
        try:
            await self._wait(before, focused)
            while self._held:
                event = self._held.popleft()
                opens, before, focused = self._opens(event.key), self._app.screen, self._app.focused
                await self._app.deliver(event)
                if opens:
                    await self._wait(before, focused)
        finally:
            self._held = None

    async def _wait(self, before: Screen[object], focused: Widget | None) -> None:
        for look in range(MOST):
            await asyncio.sleep(STEP)
            if self._is_there(before, focused, look):
                return

    def _is_there(self, before: Screen[object], focused: Widget | None, look: int) -> bool:
        """The question has the keyboard, or nothing is going to ask."""
        top, now = self._app.screen, self._app.focused
        if top is not before and isinstance(top, ModalScreen):
            # a question runs before its field is made, and would swallow what is typed
            return top.is_mounted and (not top.query(Input) or isinstance(now, Input))
        if top is before and now is not focused and isinstance(now, Input):
            return True  # the filter line
        asking = any(worker.group in GROUPS and worker.is_running for worker in self._app.workers)
        return look >= LEAST and not asking and not isinstance(top, Choices)

"""A person's own views, columns, theme and keys, brought into the application and kept from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from debtscope.model.errors import DebtscopeError
from debtscope.tui.keys import import_all, keymap
from debtscope.tui.theme import CYCLE
from debtscope.tui.typeahead import ASKS
from debtscope.tui.views import Tastes

if TYPE_CHECKING:
    from debtscope.tui.app import DebtscopeApp


class Personal:
    """What one person keeps."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self.tastes = Tastes()
        self.asking_keys: frozenset[str] = frozenset()
        """Keys that this person gave to actions that ask."""

    async def open(self) -> None:
        """Reads and takes them; a fault costs what it is in, and a sentence."""
        app = self._app
        self.tastes = tastes = await asyncio.to_thread(app.session.tastes)
        if tastes.theme in CYCLE:
            app.theme = tastes.theme
        if tastes.columns and not app.view.columns:
            app.ledger.table.choose_columns(tastes.columns)
        if tastes.fault:
            app.say(tastes.fault, "$warning")
        if tastes.keys:
            app.run_worker(self._take_keys(tastes.keys), group="tastes", exit_on_error=False)

    async def _take_keys(self, wanted: Mapping[str, str]) -> None:
        """Every screen is imported for its names, by those alone who have keys of their own."""
        await asyncio.to_thread(import_all)
        made, faults = keymap(wanted)
        self.asking_keys = frozenset(
            key for name, keys in made.items() if name.partition(".")[0] in ASKS for key in keys.split(",")
        )
        self._app.set_keymap(made)
        for fault in faults:
            self._app.say(fault, "$warning")

    def keep(self, tastes: Tastes) -> None:
        """For this session, and for the next ones where they can be kept."""
        self.tastes = tastes
        self._app.run_worker(self._keep(tastes), group="tastes", exit_on_error=False)

    async def _keep(self, tastes: Tastes) -> None:
        try:
            await asyncio.to_thread(self._app.session.keep_tastes, tastes)
        except DebtscopeError as error:
            self._app.complain(error)

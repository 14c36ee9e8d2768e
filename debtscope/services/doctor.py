"""What a bug report needs: versions, collectors, and whether settings and store can be used. Writes nothing."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from debtscope import __version__
from debtscope.engine.registry import Registry, installed
from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.services.configuration import settings_of_folder
from debtscope.services.state import State, history_of, open_state
from debtscope.services.types import StateAt


@frozen
class Check:
    """One thing looked at."""

    name: str
    value: str
    fine: bool
    hint: str = ""


def examine(root: Path, state: StateAt = None) -> tuple[Check, ...]:
    """Everything that can be told without a scan."""
    registry = installed()
    return (*_versions(), *_plugins(registry), _settings(root, registry), *_store(root, state))


def _versions() -> Iterator[Check]:
    yield Check(name="debtscope", value=__version__, fine=True)
    yield Check(name="python", value=f"{platform.python_version()} on {platform.system()}", fine=True)
    yield Check(name="sqlite", value=sqlite3.sqlite_version, fine=True)
    git = shutil.which("git") is not None
    hint = "" if git else "without git there is no history: no ages, authors or touch rates"
    yield Check(name="git", value="found" if git else "not found", fine=git, hint=hint)


def _plugins(registry: Registry) -> Iterator[Check]:
    yield Check(name="collectors", value=", ".join(c.name for c in registry.collectors) or "none", fine=True)
    yield Check(name="rules", value=str(len(registry.rules)), fine=bool(registry.rules))
    for told in registry.diagnostics:
        yield Check(name=told.collector, value="broken", fine=False, hint=told.message)


def _settings(root: Path, registry: Registry) -> Check:
    try:
        settings = settings_of_folder(root, registry)
    except DebtscopeError as error:
        return Check(name="settings", value=error.message, fine=False, hint=error.hint)
    return Check(name="settings", value="read" if settings.digest else "none, defaults apply", fine=True)


def _store(root: Path, folder: StateAt) -> Iterator[Check]:
    try:
        state = open_state(root, folder)
    except DebtscopeError as error:
        yield Check(name="state", value=error.message, fine=False, hint=error.hint)
        return
    place = str(state.folder.path) if state.folder else "none"
    yield Check(name="state", value=place, fine=state.refusal is None, hint=state.refusal or "")
    faults = state.faults
    yield Check(
        name="triage log", value=counted(len(state.log.records), "record"), fine=not faults,
        hint="; ".join(told.message for told in faults),
    )  # fmt: skip
    yield _history(state)


def _history(state: State) -> Check:
    history, faults = history_of(state, write=False)
    if history is None:
        return Check(
            name="history", value="cannot be used" if faults else "none yet", fine=not faults,
            hint="; ".join(told.message for told in faults),
        )  # fmt: skip
    with history:
        try:
            count = len(history.names())
        except DebtscopeError as error:
            return Check(name="history", value=error.message, fine=False, hint=error.hint)
    return Check(name="history", value=counted(count, "snapshot"), fine=True)

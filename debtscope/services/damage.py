"""A history that nobody can read any more: told from one that is only locked or newer, and put aside for a new scan.

Decisions are not in it: they are lines of the triage log.
"""

from __future__ import annotations

from pathlib import Path

from debtscope.services.browse import branch_of
from debtscope.services.state import open_state
from debtscope.services.types import StateAt
from debtscope.store.folder import DamagedStore, StoreError
from debtscope.store.history import open_history
from debtscope.store.snapshots import read_snapshot


def is_damaged(root: Path, state: StateAt = None) -> bool:
    """Whether the newest snapshot of the repository's own history is lost. Writes nothing."""
    folder = open_state(root.resolve(), state).folder
    if folder is None:
        return False
    try:
        history = open_history(folder, write=False)
        if history is None:
            return False
        with history:
            newest = history.latest(branch_of(root))
            if newest is not None:
                read_snapshot(history, newest)
    except DamagedStore:
        return True
    except StoreError:
        return False
    return False


def put_aside(root: Path, state: StateAt = None) -> str:
    """Renames the damaged history; returns its new name. Raises StoreError where that may not be done."""
    opened = open_state(root.resolve(), state)
    if opened.folder is None or opened.refusal is not None:
        raise StoreError(opened.refusal or "there is no state folder here")
    if not is_damaged(root, state):
        raise StoreError("the history is not damaged: it stays where it is")
    return opened.folder.put_history_aside()

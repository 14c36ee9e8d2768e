"""What a list that people read holds, in its one order."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from debtscope.model.ledger import Item
from debtscope.model.vocabulary import Status

_LIVE = frozenset({Status.OPEN, Status.PLANNED, Status.DEFERRED, Status.ACCEPTED})


def listed(items: Iterable[Item], *, everything: bool = False) -> list[Item]:
    """Items, must-do first, then the surest and those of the best ratio; dismissed and paid ones stand apart and are left out unless asked for."""
    return sorted((i for i in items if everything or i.triage.status in _LIVE), key=attrgetter("weight"))

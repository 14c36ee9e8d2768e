"""The one order of every list that people read: must-do first, then by ratio, interest and id."""

from __future__ import annotations

from collections.abc import Iterable

from debtscope.model.ledger import Item
from debtscope.model.vocabulary import Status

_LIVE = frozenset({Status.OPEN, Status.PLANNED, Status.DEFERRED, Status.ACCEPTED})


def weight(item: Item) -> tuple[bool, float, float, str]:
    """Sort key, ascending."""
    return (not item.must_do, -item.ratio, -item.interest.hours_per_month, item.id)


def listed(items: Iterable[Item], *, everything: bool = False) -> list[Item]:
    """Items in that order; dismissed and paid ones stand apart and are left out unless asked for."""
    return sorted((i for i in items if everything or i.triage.status in _LIVE), key=weight)

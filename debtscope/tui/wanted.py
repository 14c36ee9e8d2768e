"""What people want of a review and its plan, as long as the application runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.frozen import frozen


@frozen
class Wanted:
    """Changed by keys, read by the plan's screen and by the child process of a review."""

    budget_hours: float = 40.0
    pins: frozenset[str] = frozenset()
    """Ids of items that are in whatever their payback."""
    excluded: frozenset[str] = frozenset()
    """Ids of items that were taken out."""
    owner_hours: Mapping[str, float] = field(default_factory=dict[str, float])
    """Owner -> hours at most."""
    since: str = "last"
    """As `debtscope review --since` takes it."""
    weeks: int = 26
    """Of the past to fill up."""

"""The paydown plan as a value (interest.md section 6)."""

from __future__ import annotations

from collections.abc import Mapping

from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.settings import HourRate


@frozen
class PlanEntry:
    """One chosen item."""

    item: Item
    part: str
    """must-do, pays-back or advised."""
    hours: float
    """Principal, without work that an item before it in the plan has done already."""
    saved_hours: float
    """Interest avoided over the horizon."""
    payback_months: float | None
    cumulative_hours: float
    reason: str
    """Why it is in: `planned by ana`, `due 2026-12-01`, `secret`, `pays back in 42 d`, `does not pay back in hours: …`."""
    shared_with: str | None = None
    """Id of the item with which the work that both share was done."""
    robust: float | None = None
    """Share of redraws of principal and interest in which it is chosen, 0 to 1; None where not computed."""
    quick_win: bool = False
    """Principal of at most an hour and payback of at most a month."""


@frozen
class Plan:
    """Which items to pay within a budget, in order, and what is left."""

    budget_hours: float
    horizon_weeks: int
    entries: tuple[PlanEntry, ...]
    """Must-do first, then pays-back, then advised; each by ratio, interest and id, after what has to come first."""
    left_out: tuple[Item, ...]
    """Open items that were not chosen, best ratio first."""
    better_accepted: tuple[Item, ...]
    """Of those: not severe and never paying back within the horizon."""
    unsure: tuple[Item, ...]
    """Open items of low confidence that nobody has decided on, best ratio first: to be looked at, then planned or dismissed."""
    hours: float
    saved_per_month: float
    saved_hours: float
    over_budget_hours: float
    """By how much the must-do part alone exceeds the budget; 0 when it fits."""
    over_owner_hours: Mapping[str, float]
    """Of people whose hours were given: by how much the must-do part exceeds them, where it does."""
    break_even_months: float | None
    rate: HourRate | None = None
    """The team's own, where it gave one."""
    gap: float | None = None
    """By which share the pays-back part may save less than the best possible; 0: it is the best; None: not computed."""

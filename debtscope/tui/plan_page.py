"""What a plan comes to, in words and bars: totals, break-even, who is loaded how much, what is left out. Pure: a plan in, lines out."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from debtscope.model.figures import counted, hours, money, payback
from debtscope.model.vocabulary import Status
from debtscope.tui.dates import months_on
from debtscope.tui.money import tally
from debtscope.tui.page import QUIET, STRONG, Page

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.plan import Plan, PlanEntry

NOBODY = "nobody"
MUST = "must-do"
"""The part of a plan that is in whatever it pays back."""
HELD = {"must do": "must be done", "planned": "is planned", "due": "is due", "pinned": "is pinned"}
"""Why items are in whatever they pay back, as a heading has it and as a sentence does."""
_LATEST = 1200
"""Months; beyond a century no day is named."""


def owner_of(item: Item) -> str:
    """Whose hours a fix takes: the owner's, else who is proposed, as the plan counts them."""
    proposed = item.proposed_owner
    return item.triage.owner or (proposed.name if proposed is not None else NOBODY)


def held(entries: Sequence[PlanEntry]) -> list[str]:
    """The reasons that hold these entries in the plan; one that only comes before another is held by that."""
    found: set[str] = set()
    for entry in entries:
        item = entry.item
        if item.triage.status is Status.PLANNED:
            found.add("planned")
        elif item.triage.due:
            found.add("due")
        elif item.must_do:
            found.add("must do")
        elif entry.reason == "pinned":
            found.add("pinned")
    return [why for why in HELD if why in found] or ["must do"]


def over_budget(plan: Plan) -> str:
    """What has to be in and exceeds the budget, and by how much."""
    told = " or ".join(HELD[why] for why in held([entry for entry in plan.entries if entry.part == MUST]))
    return f"what {told} exceeds the budget by {hours(plan.over_budget_hours)} h"


def break_even(plan: Plan, as_of: date) -> date | None:
    """The day on which what was saved has paid for the work, counted from the ledger's day; None where it never does."""
    months = plan.break_even_months
    if months is None or months > _LATEST:
        return None
    whole, part = divmod(months, 1)
    start = months_on(as_of, int(whole))
    return start + timedelta(days=round(part * calendar.monthrange(start.year, start.month)[1]))


def totals(page: Page, plan: Plan, as_of: date, owner_hours: Mapping[str, float], out: int) -> None:
    """The plan as a whole."""
    page.heading("the plan")
    page.line(("hours     ", QUIET), (f"{hours(plan.hours)} h", STRONG), f" of {plan.budget_hours:g} h")
    page.line(("saves     ", QUIET), (f"{hours(plan.saved_per_month)} h/month", "bold $success"))
    page.line(("          ", QUIET), f"{hours(plan.saved_hours)} h over {plan.horizon_weeks} weeks")
    if plan.rate is not None:
        page.line(("          ", QUIET), f"{money(plan.saved_hours, plan.rate)} for {money(plan.hours, plan.rate)}")
    day = break_even(plan, as_of)
    if day is not None and plan.break_even_months is not None:
        page.line(("breaks even ", QUIET), (day.isoformat(), STRONG), f" (in {payback(plan.break_even_months)})")
    else:
        page.line(("breaks even ", QUIET), "not in hours")
    left = tally(plan.left_out)
    page.line(("left out  ", QUIET), counted(left.count, "item"))
    page.line(("          ", QUIET), f"{hours(left.interest)} h/month goes on")
    if plan.unsure:
        page.line(("unsure    ", QUIET), f"{counted(len(plan.unsure), 'item')} to look at first")
    if out:
        page.line(("taken out ", QUIET), f"{counted(out, 'item')} by you")
    _load(page, plan, owner_hours)


def _load(page: Page, plan: Plan, owner_hours: Mapping[str, float]) -> None:
    loads: dict[str, float] = defaultdict(float)
    for entry in plan.entries:
        loads[owner_of(entry.item)] += entry.hours
    for owner in owner_hours:
        loads.setdefault(owner, 0.0)
    if not loads:
        return
    page.heading("who", "" if owner_hours else "C sets the hours that people have")
    most = max([*loads.values(), *owner_hours.values()]) or 1.0
    room = max(4, page.width - 36)
    for owner, load in sorted(loads.items(), key=lambda pair: (-pair[1], pair[0])):
        given = owner_hours.get(owner)
        over = given is not None and load > given + 1e-6
        page.line(
            f"  {page.ink.fit(owner, 14)} ",
            (page.ink.gauge(load / most, room), "$error" if over else "$accent"),
            f" {hours(load)}{f' of {given:g}' if given is not None else ''} h",
            (" over" if over else "", "bold $error"),
        )

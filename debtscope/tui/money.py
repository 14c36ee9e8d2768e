"""Sums for the list and its groups, and the sentence that says what a verdict did to the money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from debtscope.model.ledger import Item
from debtscope.model.totals import COUNTED, REST_OF_CAUSE
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.tui.ink import hours, plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Hours of some items, added as `model.totals` adds them, without the band: cheap enough for every key."""

    count: int
    principal: float
    interest: float


def tally(items: Sequence[Item], indices: Iterable[int]) -> Tally:
    """Adds up, in the order given."""
    count, principal, interest = 0, 0.0, 0.0
    groups: dict[str, tuple[float, float]] = {}
    for index in indices:
        item = items[index]
        count += 1
        principal += item.principal.hours
        rate = item.interest.hours_per_month
        if item.cause is None:
            interest += rate
        else:
            total, most = groups.get(item.cause, (0.0, 0.0))
            groups[item.cause] = (total + rate, max(most, rate))
    interest += sum(most + (total - most) * REST_OF_CAUSE for total, most in groups.values())
    return Tally(count=count, principal=principal, interest=interest)


def whole(items: Sequence[Item]) -> Tally:
    """Of a ledger: what is settled stands apart."""
    return tally(items, (i for i, item in enumerate(items) if item.triage.status in COUNTED))


def effect(items: Sequence[Item], decision: Decision) -> str:
    """`deferred: 1.4 h/month goes on; next look 2026-12-20`."""
    sums = tally(items, range(len(items)))
    rate, work = f"{hours(sums.interest)} h/month", f"{hours(sums.principal)} h"
    many = f"{plural(sums.count, 'item')} " if sums.count != 1 else ""
    match decision.verdict:
        case Verdict.PLAN:
            due = f" by {decision.due}" if decision.due else ""
            owner = f" for {decision.owner}" if decision.owner else ""
            return f"{many}planned{owner}: {work} of work{due} ends {rate}"
        case Verdict.DEFER:
            look = f"next look {decision.until}" if decision.until else "next look when it changes"
            return f"{many}deferred: {rate} goes on; {look}"
        case Verdict.ACCEPT:
            look = f"; next look {decision.until}" if decision.until else ""
            return f"{many}accepted: {rate} is lived with{look}"
        case Verdict.DISMISS:
            return f"{many}dismissed: {rate} leaves the totals"
        case Verdict.REOPEN:
            return f"{many}reopened: {rate} counts as open"
        case None:
            return f"{many}{_change(decision)}"


def _change(decision: Decision) -> str:
    if decision.owner is not None:
        return f"owner is {decision.owner}" if decision.owner else "has no owner"
    if decision.due is not None:
        return f"due {decision.due}" if decision.due else "has no due date"
    return "note kept"

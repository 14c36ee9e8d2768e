"""Sums for the list and its groups, and the sentence that says what a verdict did to the money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debtscope.model.figures import counted, hours
from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Verdict

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.triage import Decision


MANY = 1000
"""Items from which sums are kept for the next question."""


@frozen
class Tally:
    """Hours of some items, added as `model.totals` adds them, without the band: cheap enough for every key."""

    count: int
    principal: float
    interest: float


class Sums:
    """The numbers of one ledger's items, laid out so that adding up 100,000 of them takes a few milliseconds."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._hours = [item.principal.hours for item in items]
        self._rates = [item.interest.hours_per_month for item in items]
        self.causes = {index: item.cause for index, item in enumerate(items) if item.cause}
        """Of the items that have one, by index."""
        self._known: dict[bool, tuple[Sequence[int], Tally]] = {}

    def keep(self, indices: Sequence[int]) -> None:
        """Adds up what will be asked for again and again."""
        self._known[True] = (indices, self._added(indices))

    def of(self, indices: Sequence[int]) -> Tally:
        """The sums of some items; of many that were asked for just before, the same list, they are not added anew."""
        if len(indices) < MANY:
            return self._added(indices)
        for known, tally in self._known.values():
            if known is indices:
                return tally
        self._known[False] = (indices, self._added(indices))
        return self._known[False][1]

    def _added(self, indices: Sequence[int]) -> Tally:
        principal = sum(map(self._hours.__getitem__, indices))
        interest = sum(map(self._rates.__getitem__, indices))
        return Tally(count=len(indices), principal=principal, interest=interest - self._shared(indices))

    def _shared(self, indices: Sequence[int]) -> float:
        """What items of one cause count less than alone."""
        if not self.causes:
            return 0.0
        from debtscope.model.totals import REST_OF_CAUSE  # brings the whole of pricing: not before the first frame

        groups: dict[str, tuple[float, float]] = {}
        causes, rates = self.causes, self._rates
        for index in [index for index in indices if index in causes]:
            total, most = groups.get(causes[index], (0.0, 0.0))
            groups[causes[index]] = (total + rates[index], max(most, rates[index]))
        return sum((total - most) * (1 - REST_OF_CAUSE) for total, most in groups.values())


def tally(items: Sequence[Item]) -> Tally:
    """The sums of a few items."""
    return Sums(items).of(range(len(items)))


def whole(items: Sequence[Item]) -> Tally:
    """Of a ledger: what is settled stands apart."""
    from debtscope.model.totals import COUNTED

    return tally([item for item in items if item.triage.status in COUNTED])


def effect(items: Sequence[Item], decision: Decision) -> str:
    """`deferred: 1.4 h/month goes on; next look 2026-12-20`."""
    sums = tally(items)
    rate, work = f"{hours(sums.interest)} h/month", f"{hours(sums.principal)} h"
    many = f"{counted(sums.count, 'item')} " if sums.count != 1 else ""
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
            return f"{many.rstrip()}: {_change(decision)}" if many else _change(decision)


def given(items: Sequence[Item], principal: float | None, interest: float | None) -> str:
    """`3.0 h to fix is yours; 1.5 h was computed`."""
    from debtscope.model.given import as_computed

    many = f" on {counted(len(items), 'item')}" if len(items) != 1 else ""
    was = tally([as_computed(item) for item in items])
    if principal is not None:
        return f"yours{many}: {hours(principal)} h to fix; computed {hours(was.principal)} h"
    if interest is not None:
        return f"yours{many}: {hours(interest)} h/month; computed {hours(was.interest)} h/month"
    return f"as computed{many}: {hours(was.principal)} h to fix, {hours(was.interest)} h/month"


def _change(decision: Decision) -> str:
    if decision.owner is not None:
        return f"owner is {decision.owner}" if decision.owner else "has no owner"
    if decision.due is not None:
        return f"due {decision.due}" if decision.due else "has no due date"
    return "note kept"


def moved(before: Sequence[Item], after: Sequence[Item]) -> str:
    """`12 new, 3 gone`; empty where the same items are there."""
    if len(before) == len(after) and all(one.id == other.id for one, other in zip(before, after, strict=True)):
        return ""  # a ledger is sorted by id
    old = {item.id for item in before}
    new = {item.id for item in after}
    parts = [f"{len(ids):,} {word}" for ids, word in ((new - old, "new"), (old - new, "gone")) if ids]
    return ", ".join(parts)

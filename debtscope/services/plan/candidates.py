"""Which items a plan may choose from, which it must hold, and what hangs on what among them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date

from debtscope.model.exposure import CONTEXT
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.totals import cause_weights
from debtscope.model.vocabulary import Severity, Status

Order = tuple[float, float, str]


@frozen
class Wishes:
    """What people want of a plan beside its budget."""

    owner: str | None = None
    """Only this person's items."""
    pins: frozenset[str] = frozenset()
    """Ids that are in whatever their payback."""
    excluded: frozenset[str] = frozenset()
    """Ids that are no candidates."""
    owner_hours: Mapping[str, float] = field(default_factory=dict[str, float])
    """At most so many hours for whom an item is assigned or, before that, proposed to."""


@frozen(kw_only=False)
class Candidates:
    """Open and planned items, best ratio first, and how they hang together."""

    items: tuple[Item, ...]
    by_id: Mapping[str, Item]
    weights: Mapping[str, float]
    """How much of an item's interest counts beside the others of its cause."""
    unsure: tuple[Item, ...] = ()
    """Nobody gives hours to what is wrong as often as right; a person's decision or a pin makes it a candidate."""

    def needs(self, item: Item) -> list[Item]:
        """What has to be paid before; what is no candidate counts as met."""
        return [self.by_id[name] for name in item.after if name in self.by_id and name != item.id]

    def with_needs(self, start: Iterable[Item]) -> dict[str, Item]:
        """Items and all that has to be paid before them, by id."""
        found: dict[str, Item] = {}
        stack = list(start)
        while stack:
            item = stack.pop()
            if item.id not in found:
                found[item.id] = item
                stack += self.needs(item)
        return found

    def rate(self, item: Item) -> float:
        """Interest (hours a month) that counts beside the other items of its cause."""
        return item.interest.hours_per_month * self.weights[item.id]


def candidates_of(items: Iterable[Item], wishes: Wishes) -> Candidates:
    """Accepted, deferred, dismissed, paid and unsure items are no candidates unless pinned."""
    found = tuple(sorted((i for i in items if _is_candidate(i, wishes)), key=order))
    unsure = tuple(i for i in found if i.is_unsure and i.id not in wishes.pins)
    sure = tuple(i for i in found if not i.is_unsure or i.id in wishes.pins)
    return Candidates(sure, {i.id: i for i in sure}, cause_weights(sure), unsure)


def _is_candidate(item: Item, wishes: Wishes) -> bool:
    if item.id in wishes.excluded or (wishes.owner is not None and item.triage.owner != wishes.owner):
        return False
    if item.id in wishes.pins:
        return item.triage.status not in (Status.PAID, Status.DISMISSED)
    return item.triage.status in (Status.OPEN, Status.PLANNED)


def order(item: Item) -> Order:
    """Best ratio first; ties by interest, then id."""
    return (-item.ratio, -item.interest.hours_per_month, item.id)


def in_order(items: Collection[Item], candidates: Candidates) -> list[Item]:
    """By ratio, but never before what has to come first."""
    inside = {item.id for item in items}
    done: set[str] = set()
    listed: list[Item] = []
    for start in sorted(items, key=order):
        stack = [start]
        path: set[str] = set()
        while stack:
            item = stack[-1]
            before = [n for n in candidates.needs(item) if n.id in inside and n.id not in done and n.id not in path]
            path.add(item.id)
            if before:
                stack.append(min(before, key=order))
                continue
            stack.pop()
            if item.id not in done:
                done.add(item.id)
                listed.append(item)
    return listed


def who(item: Item) -> str:
    """Whose hours an item would take: the assigned owner's, else the proposed one's; empty for nobody's."""
    return item.triage.owner or (item.proposed_owner.name if item.proposed_owner else "")


def must_reason(item: Item, as_of: date, pins: frozenset[str]) -> str:
    """Why an item is in whatever its payback; empty when it has to earn its place."""
    triage = item.triage
    if triage.status is Status.PLANNED or triage.due:
        by = f"planned by {triage.by}" if triage.by else "planned"
        if not triage.due:
            return by
        due = f"overdue since {triage.due}" if triage.due < as_of.isoformat() else f"due {triage.due}"
        return f"{by}, {due}" if triage.status is Status.PLANNED else due
    if item.id in pins:
        return "pinned"
    if item.must_do and item.severity.rank >= Severity.HIGH.rank:
        return f"{item.severity.value} exposure: {item.title}"
    return ""


def is_severe(item: Item) -> bool:
    """What hours do not price: severe harm, and legal or human exposure."""
    return item.severity.rank >= Severity.HIGH.rank or item.exposure is not None


def is_right(item: Item) -> bool:
    """A question of rights: the hours of looking it up are no measure of what is at stake, so that it cannot earn its place by them."""
    return item.exposure is not None and item.exposure.kind == "rights"


def is_context(item: Item) -> bool:
    """Its hours stand with other items of its file: no reason to live with it."""
    return any(factor.name == CONTEXT for factor in item.interest.factors)


def hours_of(items: Sequence[Item], paid: Iterable[str] = ()) -> float:
    """Hours that items take together; the work that they share is worked once, and not at all where it is `paid`."""
    done = set(paid)
    total: list[float] = []
    for item in items:
        total.append(item.principal.hours)
        if item.shares and item.shares.name in done:
            total.append(-item.shares.hours)
        elif item.shares:
            done.add(item.shares.name)
    return max(0.0, math.fsum(total))

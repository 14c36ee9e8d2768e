"""The paydown plan: what must be done, what pays back within the hours, and what is advised if hours are left.

Pure and deterministic: the same items, budget and dates give the same plan, robust shares included.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from debtscope.model.exposure import CONTEXT
from debtscope.model.ledger import Item
from debtscope.model.lognormal import of_points
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.totals import cause_weights, total_interest
from debtscope.model.vocabulary import Severity, Status

MUST, PAYS, ADVISED = "must-do", "pays-back", "advised"
WEEKS_PER_MONTH = 365.25 / 12 / 7
DRAWS = 200
DRAWN_ITEMS = 1000
"""The best items by ratio; beyond them a redraw changes nothing that a reader would see."""
SEARCH_STEPS = 40_000
_SEED = 20261120
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class _Choice:
    """One item as the knapsack sees it."""

    id: str
    hours: float
    rate: float
    """Interest a month that counts beside its cause's other items."""

    @property
    def order(self) -> tuple[float, float, str]:
        ratio = self.rate / self.hours if self.hours > 0 else math.inf
        return (-ratio, -self.rate, self.id)


def make_plan(
    items: Iterable[Item],
    *,
    budget_hours: float,
    as_of: date,
    horizon_weeks: int = 52,
    owner: str | None = None,
    pins: frozenset[str] = frozenset(),
) -> Plan:
    """The items to pay within the budget (hours), most avoided interest over the horizon first.

    Only must-do items may exceed the budget; by how much is in the plan. Accepted, deferred, dismissed and paid items
    are no candidates unless pinned; `owner` keeps one person's items.
    """
    months = horizon_weeks / WEEKS_PER_MONTH
    candidates = sorted((i for i in items if _is_candidate(i, owner, pins)), key=_order)
    must = [i for i in candidates if _must_reason(i, as_of, pins)]
    must_ids = {i.id for i in must}
    left = max(0.0, budget_hours - math.fsum(i.principal.hours for i in must))
    free = [i for i in candidates if i.id not in must_ids]
    weights = cause_weights(candidates)
    paying = [_Choice(i.id, i.principal.hours, i.interest.hours_per_month * weights[i.id]) for i in free]
    chosen = _best([c for c in paying if _pays_back(c, months)], left)
    pays = [i for i in free if i.id in chosen]
    left -= math.fsum(i.principal.hours for i in pays)
    advised = _advised([i for i in free if i.id not in chosen], left, months)
    taken = must_ids | chosen | {i.id for i in advised}
    robust = _robustness(free, weights, max(0.0, budget_hours - math.fsum(i.principal.hours for i in must)), months)
    entries = _entries(must, pays, advised, candidates, months, as_of, pins, robust)
    return _plan(entries, candidates, taken, budget_hours, horizon_weeks, months)


def _is_candidate(item: Item, owner: str | None, pins: frozenset[str]) -> bool:
    if owner is not None and item.triage.owner != owner:
        return False
    if item.id in pins:
        return item.triage.status not in (Status.PAID, Status.DISMISSED)
    return item.triage.status in (Status.OPEN, Status.PLANNED)


def _order(item: Item) -> tuple[float, float, str]:
    return (-item.ratio, -item.interest.hours_per_month, item.id)


def _must_reason(item: Item, as_of: date, pins: frozenset[str]) -> str:
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


def _pays_back(choice: _Choice, months: float) -> bool:
    return choice.rate * months >= choice.hours - _TINY and choice.rate > 0


def _best(choices: Sequence[_Choice], budget: float) -> set[str]:
    """The set with the most avoided interest: greedy by ratio, then bettered by a bounded exact search."""
    ordered = sorted((c for c in choices if c.hours <= budget + _TINY), key=lambda c: c.order)
    best = _greedy(ordered, budget)
    return {ordered[i].id for i in _search(ordered, budget, best)}


def _greedy(ordered: Sequence[_Choice], budget: float) -> tuple[int, ...]:
    left, picked = budget + _TINY, list[int]()
    for index, choice in enumerate(ordered):
        if choice.hours <= left:
            left -= choice.hours
            picked.append(index)
    return tuple(picked)


def _search(ordered: Sequence[_Choice], budget: float, start: tuple[int, ...]) -> tuple[int, ...]:
    """Depth-first branch and bound with the fractional bound; stops after a number of steps, so it never hangs."""
    best, best_rate = start, math.fsum(ordered[i].rate for i in start)
    hours = [0.0, *accumulate(c.hours for c in ordered)]
    rates = [0.0, *accumulate(c.rate for c in ordered)]
    stack: list[tuple[int, float, float, _Picked | None]] = [(0, budget + _TINY, 0.0, None)]
    steps = 0
    while stack and steps < SEARCH_STEPS:
        steps += 1
        at, left, rate, picked = stack.pop()
        if rate > best_rate + _TINY:
            best, best_rate = _indices(picked), rate
        while at < len(ordered) and ordered[at].hours > left:
            at += 1
        if at == len(ordered):
            continue
        whole = bisect_right(hours, hours[at] + left, lo=at) - 1
        bound = rate + rates[whole] - rates[at]
        if whole < len(ordered):  # the next one may be cut: an upper bound, no plan
            bound += ordered[whole].rate * (left - hours[whole] + hours[at]) / ordered[whole].hours
        if bound <= best_rate + _TINY:
            continue
        choice = ordered[at]
        stack.append((at + 1, left, rate, picked))
        stack.append((at + 1, left - choice.hours, rate + choice.rate, _Picked(at, picked)))
    return best


@dataclass(frozen=True, slots=True)
class _Picked:
    """A chosen index and those before it; shared between branches."""

    index: int
    before: _Picked | None


def _indices(picked: _Picked | None) -> tuple[int, ...]:
    found: list[int] = []
    while picked is not None:
        found.append(picked.index)
        picked = picked.before
    return tuple(found)


def _is_severe(item: Item) -> bool:
    """What hours do not price: severe harm, and legal or human exposure."""
    return item.severity.rank >= Severity.HIGH.rank or item.exposure is not None


def _is_context(item: Item) -> bool:
    """Its hours stand with other items of its file: no reason to live with it."""
    return any(factor.name == CONTEXT for factor in item.interest.factors)


def _advised(items: Sequence[Item], left: float, months: float) -> list[Item]:
    severe = [i for i in items if _is_severe(i) and i.interest.hours_per_month * months < i.principal.hours]
    severe.sort(key=lambda item: (-item.severity.rank, *_order(item)))
    chosen: list[Item] = []
    for item in severe:
        if item.principal.hours <= left + _TINY:
            left -= item.principal.hours
            chosen.append(item)
    return chosen


def _robustness(
    items: Sequence[Item], weights: Mapping[str, float], budget: float, months: float
) -> Mapping[str, float]:
    """In which share of redraws of principal and interest (from their bands) the greedy choice holds an item."""
    drawn = sorted(items[:DRAWN_ITEMS], key=lambda item: item.id)
    bands = [
        (
            item.id,
            of_points(item.principal.low, item.principal.hours, item.principal.high),
            of_points(item.interest.low, item.interest.hours_per_month, item.interest.high),
            weights[item.id],
        )
        for item in drawn
    ]
    dice = random.Random(_SEED)
    hits = dict.fromkeys((item.id for item in drawn), 0)
    for _ in range(DRAWS):
        draw = [
            _Choice(
                name,
                cost.median * math.exp(cost.sd * dice.gauss(0, 1)),
                weight * gain.median * math.exp(gain.sd * dice.gauss(0, 1)),
            )
            for name, cost, gain, weight in bands
        ]
        ordered = sorted((c for c in draw if _pays_back(c, months)), key=lambda c: c.order)
        for index in _greedy(ordered, budget):
            hits[ordered[index].id] += 1
    return {name: count / DRAWS for name, count in hits.items()}


def _entries(
    must: Sequence[Item],
    pays: Sequence[Item],
    advised: Sequence[Item],
    candidates: Sequence[Item],
    months: float,
    as_of: date,
    pins: frozenset[str],
    robust: Mapping[str, float],
) -> list[PlanEntry]:
    entries: list[PlanEntry] = []
    remaining = {i.id: i for i in candidates}
    spent = 0.0
    parts = ((MUST, must), (PAYS, pays), (ADVISED, advised))
    for part, item in ((part, item) for part, members in parts for item in members):
        spent += item.principal.hours
        saved = _marginal(item, remaining)
        del remaining[item.id]
        payback = item.payback_months
        entries.append(
            PlanEntry(
                item=item,
                part=part,
                hours=item.principal.hours,
                saved_hours=round(saved * months, 3),
                payback_months=None if payback is None else round(payback, 3),
                cumulative_hours=round(spent, 3),
                reason=_reason(item, part, as_of, pins),
                robust=robust.get(item.id) if part == PAYS else None,
                quick_win=item.principal.hours <= 1 and payback is not None and payback <= 1,
            )
        )
    return entries


def _marginal(item: Item, remaining: Mapping[str, Item]) -> float:
    """Hours a month that the ledger costs less once this item goes too, beside the others of its cause."""
    if item.cause is None:
        return item.interest.hours_per_month
    group = [other for other in remaining.values() if other.cause == item.cause]
    without = [other for other in group if other.id != item.id]
    return max(0.0, total_interest(group).value - total_interest(without).value)


def _reason(item: Item, part: str, as_of: date, pins: frozenset[str]) -> str:
    if part == MUST:
        return _must_reason(item, as_of, pins)
    if part == PAYS:
        return f"pays back in {item.principal.hours / item.interest.hours_per_month:.1f} months"
    rate = item.interest.hours_per_month
    because = f"{item.principal.hours:g} h of work would save {rate:.2g} h a month" if rate else "it costs no hours"
    if item.exposure:
        worth = f"advised for what hours do not price ({item.exposure.kind}: {item.exposure.note})"
    else:
        worth = f"advised since its severity is {item.severity.value}"
    return f"does not pay back in hours: {because}; {worth}"


def _plan(
    entries: list[PlanEntry],
    candidates: Sequence[Item],
    taken: set[str],
    budget: float,
    horizon_weeks: int,
    months: float,
) -> Plan:
    hours = math.fsum(entry.hours for entry in entries)
    must_hours = math.fsum(entry.hours for entry in entries if entry.part == MUST)
    saved = math.fsum(entry.saved_hours for entry in entries)
    rate = saved / months if months > 0 else 0.0
    left_out = tuple(i for i in candidates if i.id not in taken)
    return Plan(
        budget_hours=budget,
        horizon_weeks=horizon_weeks,
        entries=tuple(entries),
        left_out=left_out,
        better_accepted=tuple(
            i
            for i in left_out
            if not _is_severe(i) and not _is_context(i) and i.interest.hours_per_month * months < i.principal.hours
        ),
        hours=round(hours, 3),
        saved_per_month=round(rate, 3),
        saved_hours=round(saved, 3),
        over_budget_hours=round(max(0.0, must_hours - budget), 3),
        break_even_months=round(hours / rate, 3) if rate > 0 else None,
    )

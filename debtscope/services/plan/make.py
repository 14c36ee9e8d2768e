"""Makes a paydown plan. Pure and deterministic: the same items, budget and dates give the same plan, redraws included."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from debtscope.model.figures import payback
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.settings import HourRate
from debtscope.model.totals import total_interest
from debtscope.services.plan.candidates import (
    Candidates,
    Wishes,
    candidates_of,
    hours_of,
    in_order,
    is_context,
    is_right,
    is_severe,
    must_reason,
    order,
    who,
)
from debtscope.services.plan.choose import choose, robustness

MUST, PAYS, ADVISED = "must-do", "pays-back", "advised"
WEEKS_PER_MONTH = 365.25 / 12 / 7
_TINY = 1e-9


def make_plan(
    items: Iterable[Item], *, budget_hours: float, as_of: date, horizon_weeks: int = 52, wishes: Wishes | None = None,
    rate: HourRate | None = None, redraws: bool = True,
) -> Plan:  # fmt: skip
    """The items to pay within the budget (hours), most avoided interest over the horizon first.

    Only must-do items, and what has to come before them, may exceed the budget; by how much is in the plan. Without
    `redraws` it is not told how robust the choice is, which costs more than the choice itself.
    """
    wishes = wishes or Wishes()
    months = horizon_weeks / WEEKS_PER_MONTH
    candidates = candidates_of(items, wishes)
    reasons = {i.id: reason for i in candidates.items if (reason := must_reason(i, as_of, wishes.pins))}
    must = candidates.with_needs(candidates.by_id[name] for name in reasons)
    paid = _works(must.values())
    left = max(0.0, budget_hours - hours_of(list(must.values())))
    free = [i for i in candidates.items if i.id not in must]
    worked = [i for i in free if not is_right(i)]
    chosen = choose(worked, candidates, paid=paid, budget=left, months=months, owner_hours=_rows(wishes, must.values()))
    robust = robustness(worked, candidates, paid=paid, budget=left, months=months) if redraws else dict[str, float]()
    pays = [i for i in free if i.id in chosen.ids]
    taken = {*must, *chosen.ids}
    advised = _advised(free, taken, candidates, left - hours_of(pays, paid), months)
    parts = ((MUST, list(must.values())), (PAYS, pays), (ADVISED, advised))
    entries = _Writing(candidates, months, reasons, robust).entries(parts)
    plan = _plan(entries, candidates, budget_hours, horizon_weeks, chosen.bound_hours, wishes.owner_hours)
    return plan if rate is None else replace(plan, rate=rate)


def _works(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(item.shares.name for item in items if item.shares)


def _rows(wishes: Wishes, must: Iterable[Item]) -> Mapping[str, float]:
    """What is left of each owner's hours once the must-do part is done."""
    left = dict(wishes.owner_hours)
    for item in must:
        if who(item) in left:
            left[who(item)] = max(0.0, left[who(item)] - item.principal.hours)
    return left


def _advised(free: Sequence[Item], taken: set[str], candidates: Candidates, left: float, months: float) -> list[Item]:
    severe = [
        i for i in free
        if i.id not in taken and is_severe(i)
        and (is_right(i) or i.interest.hours_per_month * months < i.principal.hours)
        and all(one.id in taken for one in candidates.needs(i))
    ]  # fmt: skip
    severe.sort(key=lambda item: (-item.severity.rank, *order(item)))
    chosen: list[Item] = []
    for item in severe:
        if item.principal.hours <= left + _TINY:
            left -= item.principal.hours
            chosen.append(item)
    return chosen


@frozen(kw_only=False)
class _Writing:
    """Puts the chosen items into words and running sums."""

    candidates: Candidates
    months: float
    must: Mapping[str, str]
    robust: Mapping[str, float]

    def entries(self, parts: Sequence[tuple[str, Sequence[Item]]]) -> list[PlanEntry]:
        first: dict[str, str] = {}
        spent = 0.0
        entries: list[PlanEntry] = []
        chosen = [item for _, members in parts for item in members]
        dependents, saving = self._dependents(chosen), _savings(self.candidates.items, chosen)
        listed = ((part, item) for part, members in parts for item in in_order(members, self.candidates))
        for part, item in listed:
            work = item.shares
            sharer = first.get(work.name) if work else None
            hours = item.principal.hours - (work.hours if work and sharer else 0.0)
            if work:
                first.setdefault(work.name, item.id)
            spent += hours
            saved = saving[item.id]
            months = hours / saved if saved > 0 else None
            entries.append(
                PlanEntry(
                    item=item,
                    part=part,
                    hours=round(hours, 3),
                    saved_hours=round(saved * self.months, 3),
                    payback_months=None if months is None else round(months, 3),
                    cumulative_hours=round(spent, 3),
                    reason=self._reason(item, part, hours, months, dependents.get(item.id)),
                    shared_with=sharer,
                    robust=self.robust.get(item.id) if part == PAYS else None,
                    quick_win=hours <= 1 and months is not None and months <= 1,
                )
            )
        return entries

    def _dependents(self, chosen: Sequence[Item]) -> dict[str, str]:
        """By id, an item of the plan that has to wait for it."""
        found: dict[str, str] = {}
        for item in sorted(chosen, key=order):
            for one in self.candidates.needs(item):
                found.setdefault(one.id, item.id)
        return found

    def _reason(self, item: Item, part: str, hours: float, months: float | None, waits: str | None) -> str:
        rate = item.interest.hours_per_month
        if part == MUST and item.id in self.must:
            return self.must[item.id]
        if part == MUST or (part == PAYS and rate * self.months < hours):
            return f"has to come before {waits}"
        if part == PAYS:
            beside = "" if months is not None and months <= self.months else " together with the rest of its cause"
            told = hours / rate if beside or months is None else months
            return f"pays back in {payback(told)}{beside}" + (f", and comes before {waits}" if waits else "")
        because = f"{hours:g} h of work would save {rate:.2g} h a month" if rate else "it costs no hours"
        if item.exposure and is_right(item):
            return f"advised whatever it saves: {item.exposure.kind} are at stake ({item.exposure.note})"
        if item.exposure:
            worth = f"advised for what hours do not price ({item.exposure.kind}: {item.exposure.note})"
        else:
            worth = f"advised since its severity is {item.severity.value}"
        return f"does not pay back in hours: {because}; {worth}"


def _savings(items: Iterable[Item], chosen: Iterable[Item]) -> dict[str, float]:
    """Hours a month by item: of one cause what the ledger costs less once the chosen go, shared by what each costs alone."""
    taken = {item.id: item for item in chosen}
    saving = {name: item.interest.hours_per_month for name, item in taken.items()}
    groups: dict[str, list[Item]] = {}
    for item in items:
        if item.cause is not None:
            groups.setdefault(item.cause, []).append(item)
    for members in groups.values():
        going = [item.id for item in members if item.id in taken]
        alone = math.fsum(saving[name] for name in going)
        if alone > 0:
            rest = [item for item in members if item.id not in taken]
            gone = max(0.0, total_interest(members).value - total_interest(rest).value)
            saving.update((name, gone * saving[name] / alone) for name in going)
    return saving


def _over(entries: Iterable[PlanEntry], owner_hours: Mapping[str, float]) -> dict[str, float]:
    """Nobody else's hours can stand in for what must be done by one person: it is told, not cut."""
    must = [entry for entry in entries if entry.part == MUST]
    asked = {owner: math.fsum(e.hours for e in must if who(e.item) == owner) for owner in sorted(owner_hours)}
    return {o: round(asked[o] - owner_hours[o], 3) for o in asked if asked[o] > owner_hours[o] + _TINY}


def _plan(
    entries: list[PlanEntry], candidates: Candidates, budget: float, horizon_weeks: int, bound: float | None,
    owner_hours: Mapping[str, float],
) -> Plan:  # fmt: skip
    months = horizon_weeks / WEEKS_PER_MONTH
    hours = math.fsum(entry.hours for entry in entries)
    must_hours = math.fsum(entry.hours for entry in entries if entry.part == MUST)
    saved = math.fsum(entry.saved_hours for entry in entries)
    rate = saved / months if months > 0 else 0.0
    taken = {entry.item.id for entry in entries}
    left_out = tuple(i for i in candidates.items if i.id not in taken)
    pays = math.fsum(e.saved_hours for e in entries if e.part == PAYS)
    return Plan(
        budget_hours=budget,
        horizon_weeks=horizon_weeks,
        entries=tuple(entries),
        left_out=left_out,
        unsure=candidates.unsure,
        better_accepted=tuple(
            i
            for i in left_out
            if not is_severe(i) and not is_context(i) and i.interest.hours_per_month * months < i.principal.hours
        ),
        hours=round(hours, 3),
        saved_per_month=round(rate, 3),
        saved_hours=round(saved, 3),
        over_budget_hours=round(max(0.0, must_hours - budget), 3),
        over_owner_hours=_over(entries, owner_hours),
        break_even_months=round(hours / rate, 3) if rate > 0 else None,
        gap=None if bound is None else round(max(0.0, 1 - pays / bound), 4) if bound > _TINY else 0.0,
    )

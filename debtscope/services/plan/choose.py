"""The part of a plan that pays back: the items as nodes of the knapsack, and in how many redraws a choice holds."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.lognormal import of_points
from debtscope.model.totals import REST_OF_CAUSE
from debtscope.services.plan.bundles import bundled
from debtscope.services.plan.candidates import Candidates, who
from debtscope.services.plan.solve import STEPS_PER_HOUR, Node, solve

DRAWS = 200
DRAWN_ITEMS = 1000
"""The best items by ratio; beyond them a redraw changes nothing that a reader would see."""
_SEED = 20261120
_TINY = 1e-9
_SHARED = "work: "
_REST = "rest: "
_ROUNDS = 5


@frozen(kw_only=False)
class Chosen:
    """Ids that pay back together, and the most hours that any choice could have saved over the horizon."""

    ids: frozenset[str]
    bound_hours: float | None


def choose(
    free: Sequence[Item], candidates: Candidates, *, paid: Collection[str], budget: float, months: float,
    owner_hours: Mapping[str, float],
) -> Chosen:  # fmt: skip
    """The items that save most within the budget (hours); `paid` names shared work that is in already."""
    seeds = _paying(free, candidates, paid, months)
    bound: float | None = None
    for _ in range(_ROUNDS):
        nodes = _nodes(seeds, free, candidates, paid, months)
        if owner_hours:
            taken = _within_rows(nodes, {item.id: who(item) for item in free}, budget, owner_hours)
        else:
            solution = solve(nodes, budget)
            taken = solution.chosen
            bound = solution.bound if bound is None else bound
        chosen = _useful(taken, seeds, candidates)
        lost = _unpaid_work([i for i in free if i.id in chosen], paid, candidates, months)
        if not lost:
            return Chosen(chosen, bound)
        seeds = {name: item for name, item in seeds.items() if not (item.shares and item.shares.name in lost)}
    return Chosen(frozenset(), bound)


def _paying(free: Sequence[Item], candidates: Candidates, paid: Collection[str], months: float) -> dict[str, Item]:
    """Items that pay back together with what they need, if the work that they share is worth while as well."""
    inside = {item.id for item in free}
    seeds: dict[str, Item] = {}
    for item in free:
        with_it = [one for name, one in candidates.with_needs([item]).items() if name in inside]
        gain = math.fsum(candidates.rate(one) for one in with_it) * months
        if candidates.rate(item) > 0 and gain >= math.fsum(_own(one) for one in with_it) - _TINY:
            seeds[item.id] = item
    alone = {name for name, others in _together(_groups(free), seeds, months).items() if not others}
    seeds = {name: item for name, item in seeds.items() if name not in alone}
    lost = _unpaid_work(list(seeds.values()), paid, candidates, months)
    return {name: item for name, item in seeds.items() if not (item.shares and item.shares.name in lost)}


def _own(item: Item) -> float:
    return item.principal.hours - (item.shares.hours if item.shares else 0.0)


def _unpaid_work(
    chosen: Sequence[Item], paid: Collection[str], candidates: Candidates, months: float
) -> frozenset[str]:
    """Shared work that the chosen items do not pay back together with themselves."""
    balance: dict[str, float] = {}
    for item in chosen:
        if item.shares and item.shares.name not in paid:
            name = item.shares.name
            gain = candidates.rate(item) * months - _own(item)
            balance[name] = balance.get(name, -item.shares.hours) + gain
    return frozenset(name for name, hours in balance.items() if hours < -_TINY)


def _nodes(
    seeds: Mapping[str, Item], free: Sequence[Item], candidates: Candidates, paid: Collection[str], months: float
) -> list[Node]:
    """One for each item that pays or is needed, for each work that they share, and for what a cause saves as a whole."""
    groups = _groups(free)
    beside = _together(groups, seeds, months)
    halves = {one.id: one.interest.hours_per_month * REST_OF_CAUSE for members in groups for one in members}
    inside = {item.id for item in free}
    works: dict[str, float] = {}
    nodes: list[Node] = []
    for name, item in candidates.with_needs(seeds.values()).items():
        if name not in inside:
            continue
        needs = [one.id for one in candidates.needs(item) if one.id in inside] + list(beside.get(name, ()))
        if item.shares and item.shares.name not in paid:
            works[_SHARED + item.shares.name] = max(works.get(_SHARED + item.shares.name, 0.0), item.shares.hours)
            needs.append(_SHARED + item.shares.name)
        value = halves.get(name, item.interest.hours_per_month) * months if name in seeds else 0.0
        nodes.append(Node(name, _own(item), value, tuple(needs)))
    known = {node.id for node in nodes if node.value > 0}
    return [*nodes, *(Node(name, hours, 0.0) for name, hours in works.items()), *_rests(groups, known, months)]


def _groups(free: Sequence[Item]) -> list[list[Item]]:
    """Items that share a cause, the largest first."""
    by_cause: defaultdict[str, list[Item]] = defaultdict(list)
    for item in free:
        if item.cause is not None:
            by_cause[item.cause].append(item)
    return [
        sorted(members, key=lambda one: (-one.interest.hours_per_month, one.id))
        for members in by_cause.values()
        if len(members) > 1
    ]


def _rests(groups: Sequence[Sequence[Item]], known: Collection[str], months: float) -> Iterator[Node]:
    """What a group saves beside the halves of its members: the whole goes down only where its largest are all paid.

    With the j largest paid, the next one counts whole: half of what it is below the one before is saved as well.
    """
    for members in groups:
        rates = [*(one.interest.hours_per_month for one in members), 0.0]
        paid: list[str] = []
        for number, item in enumerate(members):
            if item.id not in known:
                break
            paid.append(item.id)
            value = (rates[number] - rates[number + 1]) / 2 * months
            if value > 0:
                yield Node(f"{_REST}{item.id}", 0.0, value, tuple(paid))


def _saved(members: Sequence[Item], chosen: Collection[str]) -> float:
    """Hours a month that a group, the largest first, costs less without the chosen ones."""

    def cost(items: Sequence[Item]) -> float:
        return math.fsum(
            one.interest.hours_per_month * (1.0 if n == 0 else REST_OF_CAUSE) for n, one in enumerate(items)
        )

    return cost(members) - cost([one for one in members if one.id not in chosen])


def _together(groups: Sequence[Sequence[Item]], seeds: Mapping[str, Item], months: float) -> dict[str, tuple[str, ...]]:
    """The largest of a group where it pays back only beside others that do: with them; with nothing where not even so."""
    found: dict[str, tuple[str, ...]] = {}
    for members in groups:
        first, hours = members[0], _own(members[0]) - _TINY
        if first.id not in seeds or _saved(members, {first.id}) * months >= hours:
            continue
        others = tuple(one.id for one in members[1:] if one.id in seeds)
        gain = _saved(members, {first.id, *others}) - _saved(members, others)
        found[first.id] = others if gain * months >= hours else ()
    return found


def _within_rows(
    nodes: Sequence[Node], rows: Mapping[str, str], budget: float, owner_hours: Mapping[str, float]
) -> frozenset[str]:
    known = {node.id for node in nodes}
    worth = {n.id: (math.ceil(n.hours * STEPS_PER_HOUR - 1e-6), n.value) for n in nodes}
    needs = {n.id: tuple(one for one in n.needs if one in known) for n in nodes}
    limits = {name: math.floor(hours * STEPS_PER_HOUR + 1e-6) for name, hours in owner_hours.items()}
    return frozenset(bundled(worth, needs, math.floor(budget * STEPS_PER_HOUR + 1e-6), rows, limits))


def _useful(taken: Collection[str], seeds: Mapping[str, Item], candidates: Candidates) -> frozenset[str]:
    """Without what is there for nobody."""
    return frozenset(
        name for name in candidates.with_needs(seeds[name] for name in taken if name in seeds) if name in taken
    )


def robustness(
    free: Sequence[Item], candidates: Candidates, *, paid: Collection[str], budget: float, months: float
) -> Mapping[str, float]:
    """In which share of redraws of principal and interest (from their bands) the greedy choice holds an item."""
    drawn = sorted(free[:DRAWN_ITEMS], key=lambda item: item.id)
    sharing: dict[str, int] = {}
    for item in drawn:
        if item.shares:
            sharing[item.shares.name] = sharing.get(item.shares.name, 0) + 1
    place = {item.id: at for at, item in enumerate(drawn)}
    rows = [_row(item, candidates, place, sharing, paid) for item in drawn]
    dice = random.Random(_SEED)
    hits = [0] * len(rows)
    for _ in range(DRAWS):
        for at in _draw(rows, dice, frozenset(paid), budget, months):
            hits[at] += 1
    return {item.id: count / DRAWS for item, count in zip(drawn, hits, strict=True)}


@frozen(kw_only=False)
class _Row:
    """What the draws need of an item."""

    figures: tuple[float, float, float, float, float]
    """Median and spread (of the log) of its own hours, the same of what it saves a month, and its share of the hours that
    are worked for several, for its place in the order."""
    needs: tuple[int, ...]
    """Places of other rows."""
    work: str
    work_hours: float


def _row(
    item: Item, candidates: Candidates, place: Mapping[str, int], sharing: Mapping[str, int], paid: Collection[str]
) -> _Row:
    cost = of_points(item.principal.low, item.principal.hours, item.principal.high)
    gain = of_points(item.interest.low, item.interest.hours_per_month, item.interest.high)
    whole = item.principal.hours
    open_work = item.shares if item.shares and item.shares.name not in paid else None
    return _Row(
        figures=(
            cost.median * (_own(item) / whole if whole > 0 else 0.0), cost.sd,
            gain.median * candidates.weights[item.id], gain.sd,
            open_work.hours / sharing[open_work.name] if open_work else 0.0,
        ),
        needs=tuple(place[one.id] for one in candidates.needs(item) if one.id in place),
        work=open_work.name if open_work else "",
        work_hours=open_work.hours if open_work else 0.0,
    )  # fmt: skip


def _draw(
    rows: Sequence[_Row], dice: random.Random, paid: frozenset[str], budget: float, months: float
) -> Collection[int]:
    """One redraw: by ratio, each with what it still needs; the places of what fits."""
    gauss, exp = dice.gauss, math.exp
    hours: list[float] = []
    paying: list[tuple[float, int]] = []
    for at, row in enumerate(rows):
        own, own_spread, rate, spread, part = row.figures
        own *= exp(own_spread * gauss(0, 1))
        rate *= exp(spread * gauss(0, 1))
        hours.append(own)
        cost = own + part
        if rate > 0 and rate * months >= cost:
            paying.append((-rate / cost, at))
    paying.sort()
    left, done, picked = budget + _TINY, set(paid), set[int]()
    for _, at in paying:
        if hours[at] > left or at in picked:
            continue
        bundle, works = _unmet(at, rows, picked, done)
        cost = math.fsum(hours[one] for one in bundle) + math.fsum(works.values())
        if cost <= left:
            left -= cost
            picked.update(bundle)
            done.update(works)
    return picked


def _unmet(
    start: int, rows: Sequence[_Row], picked: Collection[int], done: Collection[str]
) -> tuple[list[int], dict[str, float]]:
    bundle: dict[int, None] = {}
    works: dict[str, float] = {}
    stack = [start]
    while stack:
        at = stack.pop()
        if at in bundle or at in picked:
            continue
        bundle[at] = None
        one = rows[at]
        if one.work and one.work not in done:
            works[one.work] = one.work_hours
        stack += one.needs
    return list(bundle), works

"""Which fixes to choose within so many hours, where some need others first or share a set-up: precedence knapsack.

Every node may need others. Where no node needs more than one, the nodes are trees: the best of each tree for every
number of hours (its frontier) is found by dynamic programming, and the trees are put together as a multiple-choice
knapsack, exactly: Lagrangian bound, then only the states that could still beat the best known (Pisinger's expanding
core). Nodes that need several are resolved by branching on what is needed. Where the work would exceed its limit, the best
known choice stands beside a proven bound.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence

from debtscope.model.frozen import frozen
from debtscope.services.plan.bundles import Needs, bundled
from debtscope.services.plan.core import put_together
from debtscope.services.plan.frontier import NOTHING, TINY, Frontier, hulls_merged, merged, opened, undominated

STEPS_PER_HOUR = 100
"""Hours are counted in hundredths, fixes rounded up and the budget down: a choice always fits."""
MOST_WORK = 40_000
"""Nodes looked at by all branches together."""
MOST_PAIRS = 400_000
"""Combinations that the frontier of one tree may cost at a time before only its convex hull is kept."""


@frozen(kw_only=False)
class Node:
    """A fix, or a set-up, which has no value of its own."""

    id: str
    hours: float
    value: float
    needs: tuple[str, ...] = ()
    """Ids of nodes without which it cannot be chosen."""


@frozen(kw_only=False)
class Solution:
    """A choice that fits."""

    chosen: frozenset[str]
    value: float
    bound: float
    """No choice within the hours is worth more."""

    @property
    def gap(self) -> float:
        """By which share of the bound the choice may be below the best; 0 where it is the best."""
        return max(0.0, 1.0 - self.value / self.bound) if self.bound > TINY else 0.0


def solve(nodes: Sequence[Node], budget_hours: float) -> Solution:
    """The most value within the budget (hours). Needs that no node answers to count as met; a circle of needs is cut."""
    known = {node.id: node for node in sorted(nodes, key=lambda n: n.id)}
    needs = _acyclic({name: tuple(n for n in node.needs if n in known) for name, node in known.items()})
    return _Search(known, needs, math.floor(budget_hours * STEPS_PER_HOUR + 1e-6)).run()


class _Search:
    """Branch and bound over what several needs meet in; each branch leaves at most one need to every node."""

    def __init__(self, known: Mapping[str, Node], needs: Needs, room: int) -> None:
        self._known, self._needs, self._room = known, needs, room
        self._worth = {name: (_steps(node.hours), node.value) for name, node in known.items()}
        self._below: dict[str, list[str]] = {name: [] for name in known}
        for name, given in needs.items():
            for one in given:
                self._below[one].append(name)
        self._best = frozenset(bundled(self._worth, needs, room))
        self._value = self._value_of(self._best)

    def run(self) -> Solution:
        """Best bound first; where the work reaches its limit, what is best known stands beside the highest bound."""
        nothing = frozenset[str]()
        waiting = [(-math.inf, 0, nothing, nothing)]
        tries = 0
        while waiting and -waiting[0][0] > self._value + TINY:
            if tries and tries * len(self._known) > MOST_WORK:
                return Solution(self._best, self._value, -waiting[0][0])
            _, _, forced, out = heapq.heappop(waiting)
            tries += 1
            relaxed = self._relaxed(forced, out)
            if relaxed is None or relaxed.bound <= self._value + TINY:
                continue
            hub = self._hub(relaxed.chosen)
            if hub is None:
                self._keep(relaxed.chosen)
                if relaxed.bound > relaxed.value + TINY:  # its own search was given up: its bound stays
                    return Solution(self._best, self._value, max(relaxed.bound, -waiting[0][0] if waiting else 0.0))
                continue
            self._keep(self._mended(relaxed.chosen))
            wider = forced | _reach((hub,), self._needs)
            fewer = out | _reach((hub,), self._below)
            for branch, (ins, outs) in enumerate(((wider, out), (forced, fewer))):
                if not ins & outs:
                    heapq.heappush(waiting, (-relaxed.bound, 2 * tries + branch, ins, outs))
        return Solution(self._best, self._value, self._value)

    def _relaxed(self, forced: frozenset[str], out: frozenset[str]) -> Solution | None:
        """The best where every node that is free keeps only its dearest need; None where the forced ones do not fit."""
        left = self._room - sum(self._worth[name][0] for name in forced)
        if left < 0:
            return None
        free = [name for name in self._known if name not in forced and name not in out]
        inside = frozenset(free)
        first = {
            name: max((n for n in self._needs[name] if n in inside), key=lambda n: (self._worth[n][0], n), default=None)
            for name in free
        }
        paid = self._value_of(forced)
        trees, is_whole = _frontiers([self._known[name] for name in free], first, left)
        best = put_together(trees, left, self._value - paid, is_whole=is_whole)
        chosen = forced.union(free[at] for at in opened(best.picks))
        return Solution(chosen, paid + best.value, paid + max(best.value, best.bound))

    def _hub(self, chosen: frozenset[str]) -> str | None:
        """Of the needs that a choice leaves unmet, the one with the most value waiting for it."""
        waiting: dict[str, float] = {}
        for name in chosen:
            for one in self._needs[name]:
                if one not in chosen:
                    waiting[one] = waiting.get(one, 0.0) + self._worth[name][1]
        return min(waiting, key=lambda one: (-waiting[one], one), default=None)

    def _mended(self, chosen: frozenset[str]) -> frozenset[str]:
        """A choice without what lacks a need, filled up again."""
        unmet = (n for n in chosen if any(one not in chosen for one in self._needs[n]))
        kept = chosen - _reach(unmet, self._below)
        left = self._room - sum(self._worth[name][0] for name in kept)
        rest = {name: worth for name, worth in self._worth.items() if name not in kept}
        needs = {name: tuple(n for n in self._needs[name] if n in rest) for name in rest}
        return kept | bundled(rest, needs, left)

    def _keep(self, chosen: frozenset[str]) -> None:
        value = self._value_of(chosen)
        if value > self._value + TINY:
            self._best, self._value = chosen, value

    def _value_of(self, chosen: frozenset[str]) -> float:
        return math.fsum(self._worth[name][1] for name in chosen)


# -- what needs what


def _acyclic(needs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Without circles, and without a need that another need implies."""
    above: dict[str, frozenset[str]] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for start in needs:
        stack: list[tuple[str, bool]] = [(start, False)]
        open_: set[str] = set()
        while stack:
            name, is_done = stack.pop()
            if is_done:
                open_.discard(name)
                mine = [n for n in dict.fromkeys(needs[name]) if n in above and name not in above[n] and n != name]
                implied = frozenset[str]().union(*(above[n] for n in mine))
                kept[name] = tuple(n for n in mine if n not in implied)
                above[name] = implied.union(mine)
            elif name not in above and name not in open_:
                open_.add(name)
                stack.append((name, True))
                stack += [(n, False) for n in needs[name]]
    return kept


def _reach(start: Iterable[str], edges: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found: set[str] = set()
    stack = list(start)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += edges[name]
    return frozenset(found)


# -- trees


def _steps(hours: float) -> int:
    return math.ceil(hours * STEPS_PER_HOUR - 1e-6)


def _frontiers(nodes: Sequence[Node], need: Mapping[str, str | None], room: int) -> tuple[list[Frontier], bool]:
    """One frontier for each tree, children before parents; and whether every option is kept."""
    place = {node.id: at for at, node in enumerate(nodes)}
    below: list[list[int]] = [[] for _ in nodes]
    roots: list[int] = []
    for at, node in enumerate(nodes):
        parent = need[node.id]
        (roots if parent is None else below[place[parent]]).append(at)
    done: dict[int, Frontier] = {}
    is_whole = True
    order: list[int] = []
    stack = list(roots)
    while stack:
        at = stack.pop()
        order.append(at)
        stack += below[at]
    for at in reversed(order):
        inner: Frontier = [NOTHING]
        for child in below[at]:
            other = done.pop(child)
            is_small = len(inner) * len(other) <= MOST_PAIRS
            is_whole &= is_small
            inner = merged(inner, other, room) if is_small else hulls_merged(inner, other, room)
        cost, value = _steps(nodes[at].hours), nodes[at].value
        with_it: Frontier = [(cost + c, value + v, (at, picks)) for c, v, picks in inner if cost + c <= room]
        is_leaf = len(with_it) == 1 and cost > 0 and value > 0
        done[at] = [NOTHING, *with_it] if is_leaf else undominated([NOTHING, *with_it])
    return [done[at] for at in roots if done[at][-1][1] > 0], is_whole

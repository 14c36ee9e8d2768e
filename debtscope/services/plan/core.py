"""One option from each group within the hours, worth the most: a multiple-choice knapsack, solved exactly.

A price for an hour gives a bound and a first choice; then only the deviations that could still win are followed, group
by group (the expanding core of Pisinger 1997), until none is left or the work exceeds its limit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from debtscope.model.frozen import frozen
from debtscope.services.plan.frontier import TINY, Frontier, Option, Picks, hull, slope

MOST_STATES = 1_500_000
"""Extensions of states in all before the search stops with the best known."""


@frozen(kw_only=False)
class Choice:
    """Picks that fit, what they are worth, and what nothing that fits exceeds."""

    value: float
    bound: float
    picks: Picks


def put_together(trees: Sequence[Frontier], room: int, floor: float, *, is_whole: bool = True) -> Choice:
    """The most value of one option from each tree; `floor` is a value that is had elsewhere.

    Trees that are not whole keep what a price could choose: the bound holds, but a search of them proves nothing.
    """
    price, at = _by_price(trees, room)
    base = [_best_at(tree, price) for tree in trees]
    bound = price * room + math.fsum(option[1] - price * option[0] for option in base)
    known = _filled(trees, at, room)
    value = math.fsum(option[1] for option in known)
    picks: Picks = tuple(option[2] for option in known)
    if not is_whole or bound <= max(value, floor) + TINY:
        return Choice(value, bound, picks)
    core = _Core(trees, base, price, room, bound, max(value, floor))
    return core.search(Choice(value, bound, picks), floor)


def _by_price(trees: Sequence[Frontier], room: int) -> tuple[float, list[int]]:
    """The price of an hour at which the hours run out, and each tree's option there: its place in the frontier."""
    hulls = [hull(tree) for tree in trees]
    steps = [
        (-slope(hull[n], hull[n + 1]), which, n + 1) for which, hull in enumerate(hulls) for n in range(len(hull) - 1)
    ]
    steps.sort()
    reached = [0] * len(trees)
    left, price = room, 0.0
    stuck: set[int] = set()
    for down, which, n in steps:
        more = hulls[which][n][0] - hulls[which][reached[which]][0]
        if which in stuck or more > left:
            stuck.add(which)
            price = price or -down
            continue
        left -= more
        reached[which] = n
    return price, [_place(trees[which], hulls[which][n][0]) if n else 0 for which, n in enumerate(reached)]


def _place(tree: Frontier, hours: int) -> int:
    return next(place for place, option in enumerate(tree) if option[0] == hours)


def _best_at(tree: Frontier, price: float) -> Option:
    if len(tree) == 2:  # most trees are a single fix
        nothing, fix = tree
        gain = fix[1] - nothing[1] - price * (fix[0] - nothing[0])
        return fix if gain > 0 else nothing
    return max(tree, key=lambda option: (option[1] - price * option[0], -option[0]))


def _filled(trees: Sequence[Frontier], at: Sequence[int], room: int) -> list[Option]:
    """The options at the price, bettered one by one with the hours that are left."""
    chosen = [tree[place] for tree, place in zip(trees, at, strict=True)]
    left = room - sum(option[0] for option in chosen)
    for which, tree in enumerate(trees):
        if left <= 0 or (len(tree) == 2 and (at[which] or tree[1][0] > left)):
            continue
        best = max((o for o in tree if o[0] <= chosen[which][0] + left), key=lambda o: o[1])
        if best[1] > chosen[which][1] + TINY:
            left -= best[0] - chosen[which][0]
            chosen[which] = best
    return chosen


@frozen(kw_only=False)
class _State:
    """Every group at its option of the price, but for some."""

    hours: int
    value: float
    moved: tuple[int, Option] | None = None
    """The last group that is elsewhere, and where."""
    before: _State | None = None


class _Core:
    """What a state loses against the bound never comes back: a state that lost more than the gap is given up."""

    def __init__(
        self, trees: Sequence[Frontier], base: Sequence[Option], price: float, room: int, bound: float, least: float
    ) -> None:
        self._price, self._room, self._bound, self._base = price, room, bound, base
        moves = ((self._moves(tree, base[which], bound - least), which) for which, tree in enumerate(trees))
        self._groups = sorted(((f, which) for f, which in moves if f), key=lambda one: (one[0][0][0], one[1]))

    def _moves(self, tree: Frontier, base: Option, most: float) -> list[tuple[float, Option]]:
        """(loss against the price, option) of the other options that lose less than what there is to win, the least first."""
        price = self._price
        worth = base[1] - price * base[0]
        moves = [
            (loss, option)
            for option in tree
            if (loss := worth - (option[1] - price * option[0])) < most and option is not base
        ]
        moves.sort(key=lambda move: (move[0], move[1][0]))
        return moves

    def search(self, known: Choice, floor: float) -> Choice:
        """The best choice; where the search came to its end, its bound is the best that there is."""
        states = [_State(sum(o[0] for o in self._base), math.fsum(o[1] for o in self._base))]
        best, winner, work = max(known.value, floor), None, 0
        for moves, which in self._groups:
            if moves[0][0] >= self._bound - best - TINY:
                break
            grown = list(states)
            for loss, option in moves:
                if loss >= self._bound - best - TINY:
                    break
                more, worth = option[0] - self._base[which][0], option[1] - self._base[which][1]
                grown += [_State(s.hours + more, s.value + worth, (which, option), s) for s in states]
            work += len(grown)
            states = self._alive(grown, best)
            fitting = max((s for s in states if s.hours <= self._room), key=lambda s: s.value, default=None)
            if fitting is not None and fitting.value > best + TINY:
                best, winner = fitting.value, fitting
            if work > MOST_STATES:
                return self._told(winner, known, self._bound)
        return self._told(winner, known, best)

    def _alive(self, states: list[_State], best: float) -> list[_State]:
        """Those that could still win, without those that another beats in hours and in value."""
        least = best - self._price * self._room + TINY
        alive = [s for s in states if s.value - self._price * s.hours > least]
        alive.sort(key=lambda s: (s.hours, -s.value))
        kept: list[_State] = []
        for state in alive:
            if not kept or state.value > kept[-1].value + TINY:
                kept.append(state)
        return kept

    def _told(self, winner: _State | None, known: Choice, bound: float) -> Choice:
        if winner is None:
            return Choice(known.value, bound, known.picks)
        chosen = list(self._base)
        at: _State | None = winner
        while at is not None:
            if at.moved is not None:
                chosen[at.moved[0]] = at.moved[1]
            at = at.before
        return Choice(winner.value, bound, tuple(option[2] for option in chosen))

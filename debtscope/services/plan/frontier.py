"""What a group of fixes is worth for every number of hours: lists of options, of which none is beaten by another."""

from __future__ import annotations

import math
from collections.abc import Iterator

TINY = 1e-9

Picks = object
"""None, the place of a node, or a tuple of picks: shared between options, opened only for the winner."""
Option = tuple[int, float, Picks]
"""Hundredths of an hour, value, and what is in it."""
Frontier = list[Option]
"""Ascending in hours and in value; the first costs nothing."""
NOTHING: Option = (0, 0.0, None)


def merged(one: Frontier, other: Frontier, room: int) -> Frontier:
    """Options of both together; all of `other` are within the room."""
    if len(one) == 1 and one[0] == NOTHING:
        return other
    pairs: Frontier = [
        (c + d, v + w, (p, q) if p is not None and q is not None else q if p is None else p)
        for c, v, p in one
        for d, w, q in other
        if c + d <= room
    ]
    return undominated(pairs)


def undominated(options: Frontier) -> Frontier:
    """Without the options that cost as much as another and are worth no more."""
    options.sort(key=lambda o: (o[0], -o[1]))
    kept: Frontier = []
    best = -1.0
    for option in options:
        if option[1] > best + TINY:
            kept.append(option)
            best = option[1]
    return kept


def hull(frontier: Frontier) -> Frontier:
    """The options on the upper convex hull: what a price per hour could choose."""
    if len(frontier) < 3:
        return frontier
    kept: Frontier = []
    for option in frontier:
        while len(kept) > 1 and slope(kept[-2], option) >= slope(kept[-2], kept[-1]) - TINY:
            kept.pop()
        kept.append(option)
    return kept


def slope(one: Option, other: Option) -> float:
    """Value for an hour more."""
    return (other[1] - one[1]) / (other[0] - one[0]) if other[0] > one[0] else math.inf


def hulls_merged(one: Frontier, other: Frontier, room: int) -> Frontier:
    """The hull of the sums, steepest steps first; it keeps every bound valid but no longer every option."""
    left, right = hull(one), hull(other)
    at, to = 0, 0
    sums: Frontier = [(0, 0.0, None)]
    while at + 1 < len(left) or to + 1 < len(right):
        if to + 1 >= len(right) or (
            at + 1 < len(left) and slope(left[at], left[at + 1]) >= slope(right[to], right[to + 1])
        ):
            at += 1
        else:
            to += 1
        cost = left[at][0] + right[to][0]
        if cost > room:
            break
        sums.append((cost, left[at][1] + right[to][1], (left[at][2], right[to][2])))
    return sums


def opened(picks: Picks) -> Iterator[int]:
    """The places of the nodes that are in."""
    stack: list[Picks] = [picks]
    while stack:
        one = stack.pop()
        if isinstance(one, int):
            yield one
        elif isinstance(one, tuple):
            stack += one

"""The greedy choice: again and again the bundle (a fix, what it still needs, its set-up) with the most value for its hours."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

Worth = Mapping[str, tuple[int, float]]
"""Hundredths of an hour and value by node."""
Needs = Mapping[str, Sequence[str]]


class _Bundles:
    def __init__(
        self, worth: Worth, needs: Needs, room: int, rows: Mapping[str, str], limits: Mapping[str, int]
    ) -> None:
        self._worth, self._needs, self._rows = worth, needs, rows
        self.left, self._limits = room, dict(limits)
        self.chosen: set[str] = set()
        self._below: dict[str, list[str]] = {}
        for name, given in needs.items():
            for one in given:
                self._below.setdefault(one, []).append(name)
        self._stamp: dict[str, int] = {}
        self._heap: list[tuple[float, float, str, int]] = []

    def run(self) -> set[str]:
        for name in self._worth:
            self._offer(name)
        while self._heap:
            _, _, name, stamp = heapq.heappop(self._heap)
            if name not in self.chosen and stamp == self._stamp[name]:
                self._take(self._bundle(name))
        return self.chosen

    def _bundle(self, name: str) -> list[str]:
        """A node and all that it still needs; a set-up also with the members that make it most worth while."""
        found = self._unmet(name)
        if self._worth[name][1] > 0 or name not in self._below:
            return found
        cost = sum(self._worth[one][0] for one in found)
        value = sum(self._worth[one][1] for one in found)
        seen = set(found)
        small = (one for one in self._below[name] if self._worth[one][0] <= self.left)
        members = sorted(small, key=lambda one: (-self._ratio(*self._worth[one]), one))
        for member in members:
            more = [one for one in self._unmet(member) if one not in seen]
            hours = sum(self._worth[one][0] for one in more)
            gain = sum(self._worth[one][1] for one in more)
            if self._ratio(hours, gain) <= self._ratio(cost, value) or not self._fits([*found, *more]):
                continue
            found += more
            seen.update(more)
            cost, value = cost + hours, value + gain
        return found

    def _unmet(self, name: str) -> list[str]:
        if self.chosen.issuperset(self._needs[name]):
            return [] if name in self.chosen else [name]
        found: dict[str, None] = {}
        stack = [name]
        while stack:
            one = stack.pop()
            if one not in self.chosen and one not in found:
                found[one] = None
                stack += self._needs[one]
        return list(found)

    @staticmethod
    def _ratio(hours: float, value: float) -> float:
        return value / hours if hours > 0 else float("inf") if value > 0 else 0.0

    def _offer(self, name: str) -> None:
        if self._worth[name][0] > self.left:
            return  # the hours only become fewer
        bundle = self._bundle(name)
        hours = sum(self._worth[one][0] for one in bundle)
        value = sum(self._worth[one][1] for one in bundle)
        if value > 0:
            self._stamp[name] = self._stamp.get(name, 0) + 1
            heapq.heappush(self._heap, (-self._ratio(hours, value), -value, name, self._stamp[name]))

    def _fits(self, bundle: Sequence[str]) -> bool:
        if sum(self._worth[one][0] for one in bundle) > self.left:
            return False
        loads: dict[str, int] = {}
        for one in bundle:
            who = self._rows.get(one, "")
            loads[who] = loads.get(who, 0) + self._worth[one][0]
        return all(load <= self._limits.get(who, load) for who, load in loads.items())

    def _take(self, bundle: Sequence[str]) -> None:
        if not self._fits(bundle):
            return
        for one in bundle:
            self.left -= self._worth[one][0]
            who = self._rows.get(one, "")
            if who in self._limits:
                self._limits[who] -= self._worth[one][0]
        self.chosen.update(bundle)
        again: dict[str, None] = {}
        stack = list(bundle)
        while stack:  # what they were needed for has become cheaper
            for one in self._below.get(stack.pop(), ()):
                if one not in self.chosen and one not in again:
                    again[one] = None
                    stack.append(one)
        for one in again:
            self._offer(one)


def bundled(
    worth: Worth,
    needs: Needs,
    room: int,
    rows: Mapping[str, str] | None = None,
    limits: Mapping[str, int] | None = None,
) -> set[str]:
    """Nodes within `room` (hundredths of an hour) and, by owner, within the `limits` of the rows that nodes are in.

    Deterministic: ties go by value, then by id.
    """
    return _Bundles(worth, needs, room, rows or {}, limits or {}).run()

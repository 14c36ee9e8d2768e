"""One reading of a branch's log for the scans of many of its commits: what stands behind each, in git's own order."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from itertools import count

from debtscope.engine.git.log import RawCommit


class SharedLog:
    """The commits behind the newest commit that will be asked for, read when the first one is."""

    def __init__(self, tip: str) -> None:
        self.tip = tip
        self.is_read = False
        self._known: dict[str, RawCommit] = {}

    def take(self, commits: Iterable[RawCommit]) -> None:
        """A whole log, or nothing where there is none to be had."""
        self.is_read = True
        self._known = {one.sha: one for one in commits}
        if any(one.time <= 0 for one in self._known.values()):  # a date that we read otherwise than git does
            self._known = {}

    def behind(self, head: str) -> list[RawCommit]:
        """As `git log --date-order` tells them: children before parents, then the newest first; empty where one is missing."""
        reached = self._reached(head)
        if not reached:
            return []
        children = Counter(parent for sha in reached for parent in self._known[sha].parents)
        number = count()
        ready = [(-self._known[head].time, next(number), head)]
        told: list[RawCommit] = []
        while ready:
            one = self._known[heapq.heappop(ready)[2]]
            told.append(one)
            for parent in one.parents:
                children[parent] -= 1
                if not children[parent]:
                    heapq.heappush(ready, (-self._known[parent].time, next(number), parent))
        return told

    def _reached(self, head: str) -> set[str]:
        found, left = {head}, [head]
        while left:
            one = self._known.get(left.pop())
            if one is None:
                return set()
            left += [parent for parent in one.parents if parent not in found]
            found.update(one.parents)
        return found

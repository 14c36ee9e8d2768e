"""Groups of training files that share most of their statements, found through an index of runs, never pair by pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.cloned import FEWEST_LINES, StatementPrints

RUN: Final = 4
"""Statements that must follow one another alike, about 25 tokens."""
LEAST_SHARE: Final = 0.5
_WIDEST: Final = 24
"""Files of one run of statements among which pairs are counted; beyond, each is held against the first alone."""


@frozen
class Twin:
    """Two files with the lines that they have in common."""

    first: str
    second: str
    lines: int
    """Of the file that has fewer of them."""
    share: float
    """Of the smaller file's statements, counted in lines."""
    at: tuple[tuple[int, int], tuple[int, int]]
    """In each of the two: first and last line of the longest stretch."""


@frozen
class CloneGroup:
    """Files that hang together by twins."""

    paths: tuple[str, ...]
    twins: tuple[Twin, ...]
    """The closest first."""


def clone_groups(files: Mapping[str, StatementPrints]) -> Iterator[CloneGroup]:
    """Groups of two files and more, by path. Linear in the statements."""
    equal: dict[tuple[int, ...], list[str]] = {}
    for path, own in sorted(files.items()):
        equal.setdefault(own.prints, []).append(path)
    heads = {paths[0]: files[paths[0]] for paths in equal.values()}
    twins = [twin for pair in _candidates(heads) if (twin := _twin(files, *pair)) is not None]
    twins += [
        twin for paths in equal.values() for other in paths[1:] if (twin := _twin(files, paths[0], other)) is not None
    ]
    for paths in _joined(twins):
        members = set(paths)
        own_twins = sorted(
            (t for t in twins if t.first in members), key=lambda t: (-t.share, -t.lines, t.first, t.second)
        )
        yield CloneGroup(paths=paths, twins=tuple(own_twins))


def _runs(own: StatementPrints) -> Iterator[int]:
    prints = own.prints
    for at in range(len(prints) - RUN + 1):
        yield hash(prints[at : at + RUN])


def _candidates(files: Mapping[str, StatementPrints]) -> list[tuple[str, str]]:
    """Pairs with enough runs in common to be worth a look."""
    index: dict[int, list[str]] = {}
    for path, own in files.items():
        for run in set(_runs(own)):
            index.setdefault(run, []).append(path)
    common: Counter[tuple[str, str]] = Counter()
    for paths in index.values():
        if len(paths) <= _WIDEST:
            common.update((a, b) for at, a in enumerate(paths) for b in paths[at + 1 :])
        else:
            common.update((paths[0], other) for other in paths[1:])
    return sorted(pair for pair, count in common.items() if count >= RUN)


def _twin(files: Mapping[str, StatementPrints], first: str, second: str) -> Twin | None:
    one, other = files[first], files[second]
    shared = set(_runs(one)) & set(_runs(other))
    lines, stretches = zip(*(_covered(own, shared) for own in (one, other)), strict=True)
    smaller = min(sum(one.lengths), sum(other.lengths))
    share = min(lines) / smaller
    if min(lines) < FEWEST_LINES or share < LEAST_SHARE:
        return None
    return Twin(first=first, second=second, lines=min(lines), share=min(share, 1.0), at=(stretches[0], stretches[1]))


def _covered(own: StatementPrints, shared: set[int]) -> tuple[int, tuple[int, int]]:
    """Lines of the statements in shared runs, and the first and last line of the longest stretch of them."""
    covered = [False] * len(own.prints)
    for at, run in enumerate(_runs(own)):
        if run in shared:
            covered[at : at + RUN] = [True] * RUN
    best, began = (0, 0), None
    for at, is_covered in enumerate([*covered, False]):
        if is_covered and began is None:
            began = at
        elif not is_covered and began is not None:
            span = (own.starts[began], own.starts[at - 1] + own.lengths[at - 1] - 1)
            best, began = max(best, span, key=lambda one: one[1] - one[0]), None
    return sum(length for length, hit in zip(own.lengths, covered, strict=True) if hit), best


def _joined(twins: Sequence[Twin]) -> Iterator[tuple[str, ...]]:
    """Sets of files that twins connect."""
    parent: dict[str, str] = {}

    def root(path: str) -> str:
        while parent.setdefault(path, path) != path:
            parent[path] = parent[parent[path]]
            path = parent[path]
        return path

    for twin in twins:
        parent[root(twin.second)] = root(twin.first)
    groups: dict[str, list[str]] = {}
    for path in sorted(parent):
        groups.setdefault(root(path), []).append(path)
    yield from (tuple(paths) for paths in groups.values())

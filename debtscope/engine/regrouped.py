"""Debt that is told in other pieces than before: a group that fell apart, places that became a group, a file that was split.

Pure. Matching (`engine.matching`) finds one item again under one id; here several items stand for one or one for
several, so that no id goes on, but nothing came and nothing was paid either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item

_ENOUGH = 0.5
"""Share of an item's facts that have to be known before it is taken for what was there."""
_TELLING = 24
"""Characters that a fact's words need to be known again in a file of another name."""
_FILES = "files"
_GROUPS = frozenset({_FILES, "repo"})
_NO_FACT = frozenset({"more", "count"})


@frozen
class Regrouped:
    """Ids of both sides."""

    fresh: frozenset[str]
    """Of today: what they show was known under other ids."""
    lost: frozenset[str]
    """Of then: a part of what they showed is still there under other ids."""
    origins: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Id of today -> ids of then that it was part of, or that became part of it."""
    whole: frozenset[str] = frozenset()
    """Of today: everything that they show was there."""
    grown: frozenset[str] = frozenset()
    """Of today: groups that show a file in which nothing of then stood, so that a change made a group of what was told one by one."""


@frozen(kw_only=False)
class _Fact:
    rule: str
    kind: str
    text: str
    path: str
    weight: int
    """How many times it was found there."""

    @property
    def file_name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def words(self) -> tuple[str, str, str]:
        return self.rule, self.kind, self.text

    def is_same(self, other: _Fact) -> bool:
        """Equal words alone must not excuse strange code: a short line is written anew every day."""
        return self.file_name == other.file_name or len(self.text) >= _TELLING


_Pool = defaultdict[tuple[str, str, str], list[tuple[_Fact, str]]]
"""Facts of then with the ids of their items, by rule, kind and words."""


def regrouped(lost: Iterable[Item], fresh: Iterable[Item]) -> Regrouped:
    """`lost` are known items that are not found, `fresh` found ones that are not known.

    Each fact of the lost ones explains one fact of today, best in the same file; who is half explained is no news. A
    group shows only a few facts of each of its files: what stands in one of them now is part of it.
    """
    pool: _Pool = defaultdict(list)
    groups: dict[tuple[str, str], str] = {}
    for item in sorted(lost, key=lambda one: one.id):
        for fact in _facts(item):
            pool[fact.words].append((fact, item.id))
            if item.path is None or item.subject.kind in _GROUPS:
                groups[item.rule.id, fact.path] = item.id
    origins: dict[str, frozenset[str]] = {}
    whole: set[str] = set()
    places = frozenset((rule, place.path) for (rule, _, _), facts in pool.items() for place, _ in facts)
    grew: set[str] = set()
    for item in sorted(fresh, key=lambda one: one.id) if pool else ():
        facts = list(_facts(item))
        found, explained, strange = _taken(facts, pool)
        every = sum(fact.weight for fact in facts)
        if found and explained >= _ENOUGH * every:
            origins[item.id] = frozenset(number for _, number in found)
            whole.update([item.id] if explained == every else [])
            if item.subject.kind in _GROUPS and any((one.rule, one.path) not in places for one in strange):
                grew.add(item.id)
        else:
            for one in found:
                pool[one[0].words].append(one)
            if item.path is not None and (item.rule.id, item.path) in groups:
                origins[item.id] = frozenset({groups[item.rule.id, item.path]})
                whole.add(item.id)
    lost_ids = frozenset(number for numbers in origins.values() for number in numbers)
    return Regrouped(
        fresh=frozenset(origins), lost=lost_ids, origins=origins, whole=frozenset(whole), grown=frozenset(grew)
    )


def grown(before: Item, now: Item) -> Item | None:
    """A group of then with nothing but what it shows now and did not show then; None where there is no such thing."""
    if now.subject.kind not in _GROUPS:
        return None
    shown = {fact.words for fact in _facts(before)}
    added = tuple(
        one for one in now.evidence if any(f.words not in shown for f in _facts(replace(now, evidence=(one,))))
    )
    return replace(now, evidence=added) if added else None


def joined(before: Item, now: Item) -> tuple[str, ...]:
    """The files that a group of files shows now beyond those of then, sorted; none where then not all were shown.

    As many as went may have moved or been written anew, so only a group of more files than before has grown.
    """
    if now.subject.kind != _FILES or any(one.kind in _NO_FACT for one in before.evidence):
        return ()
    then, today = _files(before), _files(now)
    came, gone = today - then, then - today
    return tuple(sorted(came)) if len(came) > len(gone) else ()


def _files(item: Item) -> set[str]:
    return {one.path for one in item.evidence if one.kind == "line" and one.path is not None}


def _taken(facts: Sequence[_Fact], pool: _Pool) -> tuple[list[tuple[_Fact, str]], int, list[_Fact]]:
    """Facts of then, each for one of today, how much they explain, and those of today without one; no longer in the pool."""
    found: list[tuple[_Fact, str]] = []
    strange: list[_Fact] = []
    explained = 0
    for fact in facts:
        free = [one for one in pool.get(fact.words, ()) if fact.is_same(one[0])]
        if free:
            best = min(free, key=lambda one: (one[0].path != fact.path, one[0].file_name != fact.file_name))
            pool[fact.words].remove(best)
            found.append(best)
            explained += min(best[0].weight, fact.weight)
        else:
            strange.append(fact)
    return found, explained, strange


def _facts(item: Item) -> Iterator[_Fact]:
    for one in item.evidence:
        text = " ".join(f"{one.ref or ''} {one.excerpt or ''}".split())
        if text and one.kind not in _NO_FACT:
            many = one.value if one.kind == "line" and isinstance(one.value, int) else 1
            yield _Fact(item.rule.id, one.kind, text, one.path or item.path or "", max(1, many))

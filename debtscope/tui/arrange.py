"""The ledger's lines: which items, in which order, under which group headers. Pure values, no widget."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Status
from debtscope.query import FIELDS

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.tui.money import Sums

NOT_NOW = frozenset({Status.DEFERRED, Status.ACCEPTED, Status.DISMISSED, Status.PAID})
_SETTLED = 100
"""More than any bucket."""


def index_of(items: Sequence[Item], item_id: str) -> int | None:
    """Where an item stands in a ledger, which is sorted by id."""
    at = bisect_left(items, item_id, key=attrgetter("id"))
    return at if at < len(items) and items[at].id == item_id else None


def worth(item: Item) -> tuple[bool, int, float, float, str]:
    """The default order: what needs a decision, must-do first, then the surest, then interest per hour of principal."""
    return (item.triage.status in NOT_NOW, *item.weight)


def _bucket(item: Item) -> tuple[bool, int]:
    """What is settled comes last; before it what must be done, and what is surest."""
    return (item.triage.status in NOT_NOW, item.bucket)


@frozen
class Order:
    """One way of sorting, with the letter that chooses it."""

    key: str
    name: str
    clause: str
    """As `sort:` in a query; empty for the default order."""


ORDERS = (
    Order(key="d", name="default", clause=""),
    Order(key="r", name="ratio", clause="-ratio"),
    Order(key="i", name="interest", clause="-interest"),
    Order(key="f", name="fix hours", clause="principal"),
    Order(key="s", name="severity", clause="-severity,-ratio"),
    Order(key="a", name="age", clause="age"),
    Order(key="p", name="path", clause="path"),
    Order(key="o", name="owner", clause="owner,-ratio"),
    Order(key="t", name="status", clause="status,-ratio"),
)

CAUSE = "cause"
"""One line for all items of one cause, decided as one and counted as all: what no grouping means too."""
EACH = "item"
"""Every item on a line of its own."""


def part_named(component: str) -> str:
    """A component as people call it: items on the repository itself stand in none, or at its top."""
    return component if component not in {"", "."} else "(whole repository)"


GROUPS: Mapping[str, Callable[[Item], str]] = {
    "category": lambda i: i.category.value,
    "owner": lambda i: i.triage.owner or "nobody",
    "path": lambda i: part_named(i.component),
    "rule": lambda i: f"{i.rule.id} {i.rule.slug}",
    "severity": lambda i: i.severity.value,
    "repository": lambda i: i.repository,
    CAUSE: lambda i: i.cause or "",
    EACH: lambda i: i.id,
}
"""What a header says of its items; items without a name stand by themselves."""


@dataclass(slots=True)
class Group:
    """A header line and what it stands for."""

    name: str
    members: Sequence[int] = ()
    folded: bool = False
    principal: float = 0.0
    interest: float = 0.0
    is_cause: bool = False
    """Whether the line speaks for its items as if they were one."""


@dataclass(slots=True)
class Lines:
    """What the table shows: an item's index, or -(n + 1) for the header of group n."""

    lines: Sequence[int]
    groups: list[Group] = field(default_factory=list[Group])
    nested: frozenset[int] = frozenset()
    """Items below the opened line of their cause."""

    def group(self, line: int) -> Group | None:
        """The group whose header is on that line."""
        if 0 <= line < len(self.lines) and self.lines[line] < 0:
            return self.groups[-self.lines[line] - 1]
        return None

    def items_from(self, line: int) -> int:
        """How many items stand on the lines from there on, those of a folded header included."""
        folded = [len(group.members) if group.folded else 0 for group in self.groups]
        everything = len(self.lines) - len(folded) + sum(folded)  # counted from the top: what is above is what is seen
        return everything - sum(1 if n >= 0 else folded[-n - 1] for n in self.lines[:line])

    def item(self, line: int) -> int | None:
        """The index of the item on that line."""
        if 0 <= line < len(self.lines) and self.lines[line] >= 0:
            return self.lines[line]
        return None


def ordered(items: Sequence[Item]) -> Sequence[int]:
    """All items of a ledger (which is sorted by id) in the order of `worth`.

    Sorted from the last key to the first: a tuple of keys for each of 100,000 items would stay in the process's memory.
    """
    order = list(range(len(items)))
    for keys in _worth_keys(items):
        order.sort(key=keys.__getitem__)
    return array("i", order)


def _worth_keys(items: Sequence[Item]) -> Iterator[Sequence[float]]:
    """From the last to the first, one at a time and as bare numbers, for the same reason."""
    yield array("d", (-item.interest.hours_per_month for item in items))
    yield array("d", (-item.ratio for item in items))
    yield bytes(_SETTLED * (item.triage.status in NOT_NOW) + item.bucket for item in items)


def by_query(items: Sequence[Item], hits: Sequence[int], sort: Sequence[tuple[str, bool]]) -> Sequence[int]:
    """The hits as `sort:` in the query wants them, which wins over the chosen order."""
    chosen = list(hits)
    for name, descending in reversed(sort):
        key = FIELDS[name].key
        chosen.sort(key=lambda i: key(items[i]), reverse=descending)
    return array("i", chosen)


def grouped(
    items: Sequence[Item],
    hits: Sequence[int],
    by: str | None,
    folded: frozenset[str],
    sums: Sums,
    sort: Sequence[tuple[str, bool]] = (),
) -> Lines:
    """The lines of a list, with headers where a grouping is on; the costliest group first.

    `folded` names the groups that were folded; where causes are, those that were opened. `sort` is the order of the hits.
    """
    if by == EACH:
        return Lines(hits)
    if by is None or by == CAUSE:
        return _folded_causes(items, hits, folded, sums, sort)

    chosen = sorted(_groups(items, hits, by, folded, sums), key=lambda g: (-g.interest, g.name))
    lines = array("i")
    for number, group in enumerate(chosen):
        lines.append(-(number + 1))
        if not group.folded:
            lines.extend(group.members)
    return Lines(lines, chosen)


def _groups(items: Sequence[Item], hits: Sequence[int], by: str, folded: frozenset[str], sums: Sums) -> Iterator[Group]:
    name_of = GROUPS[by]
    members: dict[str, array[int]] = {}
    for index in hits:
        name = name_of(items[index])
        found = members.get(name)
        if found is None:
            found = members[name] = array("i")
        found.append(index)
    for name, found in members.items():
        tally = sums.of(found)
        yield Group(name, found, folded=name in folded, principal=tally.principal, interest=tally.interest)


def _folded_causes(
    items: Sequence[Item], hits: Sequence[int], opened: frozenset[str], sums: Sums, sort: Sequence[tuple[str, bool]]
) -> Lines:
    """Items of one cause as one line, which stands where its own hours put it: it is decided, and paid, as one."""
    causes = sums.causes
    members: dict[str, array[int]] = {}
    for index in [index for index in hits if index in causes]:
        members.setdefault(causes[index], array("i")).append(index)
    chosen = [
        Group(cause, found, folded=cause not in opened, is_cause=True)
        for cause, found in members.items()
        if len(found) > 1
    ]
    if not chosen:
        return Lines(hits)
    for group in chosen:
        tally = sums.of(group.members)
        group.principal, group.interest = tally.principal, tally.interest
    inside = {index for group in chosen for index in group.members}
    alone = array("i", (index for index in hits if index not in inside))
    lines = array("i")
    start = 0
    for at, _, number in sorted(_places(items, hits, alone, chosen, sort)):
        lines += alone[start:at]
        lines.append(-number - 1)
        lines.extend(() if chosen[number].folded else chosen[number].members)
        start = at
    lines += alone[start:]
    return Lines(lines, chosen, frozenset(index for group in chosen if not group.folded for index in group.members))


_FIGURES: Mapping[str, Callable[[float, float], float]] = {
    "interest": lambda _, interest: interest,
    "principal": lambda principal, _: principal,
    "ratio": lambda principal, interest: interest / principal if principal > 0 else 0.0,
    "payback": lambda principal, interest: principal / interest if interest > 0 else float("inf"),
}
"""What a line of a cause says itself, from hours to fix and hours a month; all else is that of its first item."""


def _places(
    items: Sequence[Item], hits: Sequence[int], alone: Sequence[int], groups: Sequence[Group],
    sort: Sequence[tuple[str, bool]],
) -> Iterator[tuple[int, tuple[float, ...], int]]:  # fmt: skip
    """Before which of the items that stand alone each group goes, what decides between groups there, and its number.

    By halving, so that of 100,000 items a score are looked at.
    """
    name, descending = sort[0] if sort else ("", False)
    if not sort:
        for number, group in enumerate(groups):
            first = items[group.members[0]]
            key = (*_bucket(first), -_FIGURES["ratio"](group.principal, group.interest), -group.interest)
            yield bisect_left(alone, key, key=lambda index: _worth_figures(items[index])), key, number
    elif name in _FIGURES:
        sign, figure = -1 if descending else 1, _FIGURES[name]
        for number, group in enumerate(groups):
            key = (sign * figure(group.principal, group.interest),)
            yield bisect_left(alone, key, key=lambda index: (sign * _figure(items[index], figure),)), key, number
    else:
        rank = {group.members[0]: number for number, group in enumerate(groups)}
        passed, inside = 0, {index for group in groups for index in group.members}
        for at, index in enumerate(hits):
            if index in rank:
                yield passed, (at,), rank[index]
            passed += index not in inside


def _worth_figures(item: Item) -> tuple[float, ...]:
    return (*_bucket(item), -item.ratio, -item.interest.hours_per_month)


def _figure(item: Item, figure: Callable[[float, float], float]) -> float:
    return figure(item.principal.hours, item.interest.hours_per_month)

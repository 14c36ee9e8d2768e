"""The ledger's lines: which items, in which order, under which group headers. Pure values, no widget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Status
from debtscope.query import FIELDS

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

NOT_NOW = frozenset({Status.DEFERRED, Status.ACCEPTED, Status.DISMISSED, Status.PAID})


def index_of(items: Sequence[Item], item_id: str) -> int | None:
    """Where an item stands in a ledger, which is sorted by id."""
    at = bisect_left(items, item_id, key=attrgetter("id"))
    return at if at < len(items) and items[at].id == item_id else None


def worth(item: Item) -> tuple[bool, bool, float, float, str]:
    """The default order: what needs a decision, must-do first, then interest per hour of principal."""
    return (item.triage.status in NOT_NOW, not item.must_do, -item.ratio, -item.interest.hours_per_month, item.id)


@frozen
class Order:
    """One way of sorting, with the letter that chooses it."""

    key: str
    name: str
    clause: str
    """As `sort:` in a query; empty for the default order."""


ORDERS = (
    Order(key="r", name="ratio", clause=""),
    Order(key="i", name="interest", clause="-interest"),
    Order(key="f", name="fix hours", clause="principal"),
    Order(key="s", name="severity", clause="-severity,-ratio"),
    Order(key="a", name="age", clause="age"),
    Order(key="p", name="path", clause="path"),
    Order(key="o", name="owner", clause="owner,-ratio"),
    Order(key="t", name="status", clause="status,-ratio"),
)

CAUSE = "cause"
"""One line for all items of one cause, decided as one and counted as all."""
GROUPS: Mapping[str, Callable[[Item], str]] = {
    "category": lambda i: i.category.value,
    "owner": lambda i: i.triage.owner or "nobody",
    "path": lambda i: i.component or "(whole repository)",
    "rule": lambda i: f"{i.rule.id} {i.rule.slug}",
    "severity": lambda i: i.severity.value,
    "repository": lambda i: i.repository,
    CAUSE: lambda i: i.cause or "",
}
"""What a header says of its items; items without a name stand by themselves."""


@dataclass(slots=True)
class Group:
    """A header line and what it stands for."""

    name: str
    members: list[int] = field(default_factory=list[int])
    folded: bool = False
    principal: float = 0.0
    interest: float = 0.0
    says: str = ""
    """In place of the name, where that is no name that people know."""


@dataclass(slots=True)
class Lines:
    """What the table shows: an item's index, or -(n + 1) for the header of group n."""

    lines: Sequence[int]
    groups: list[Group] = field(default_factory=list[Group])

    def group(self, line: int) -> Group | None:
        """The group whose header is on that line."""
        if 0 <= line < len(self.lines) and self.lines[line] < 0:
            return self.groups[-self.lines[line] - 1]
        return None

    def item(self, line: int) -> int | None:
        """The index of the item on that line."""
        if 0 <= line < len(self.lines) and self.lines[line] >= 0:
            return self.lines[line]
        return None


def ordered(items: Sequence[Item]) -> list[int]:
    """All items of a ledger (which is sorted by id) in the order of `worth`.

    Sorted from the last key to the first: a tuple of keys for each of 100,000 items would stay in the process's memory.
    """
    order = list(range(len(items)))
    for keys in (
        [-item.interest.hours_per_month for item in items],
        [-item.ratio for item in items],
        [2 * (item.triage.status in NOT_NOW) + (not item.must_do) for item in items],
    ):
        order.sort(key=keys.__getitem__)
    return order


def by_query(items: Sequence[Item], hits: Sequence[int], sort: Sequence[tuple[str, bool]]) -> Sequence[int]:
    """The hits as `sort:` in the query wants them, which wins over the chosen order."""
    chosen = list(hits)
    for name, descending in reversed(sort):
        key = FIELDS[name].key
        chosen.sort(key=lambda i: key(items[i]), reverse=descending)
    return chosen


def grouped(
    items: Sequence[Item],
    hits: Sequence[int],
    by: str | None,
    folded: frozenset[str],
    total: Callable[[list[int]], float],
) -> Lines:
    """The lines of a list, with headers where a grouping is on; the costliest group first."""
    if by is None:
        return Lines(hits)
    if by == CAUSE:
        return _folded_causes(items, hits, folded, total)
    groups = _groups(items, hits, by, folded, total)
    chosen = sorted(groups.values(), key=lambda g: (-g.interest, g.name))
    lines: list[int] = []
    for number, group in enumerate(chosen):
        lines.append(-(number + 1))
        if not group.folded:
            lines.extend(group.members)
    return Lines(lines, chosen)


def _groups(
    items: Sequence[Item], hits: Sequence[int], by: str, folded: frozenset[str], total: Callable[[list[int]], float]
) -> dict[str, Group]:
    name_of = GROUPS[by]
    groups: dict[str, Group] = {}
    for index in hits:
        name = name_of(items[index])
        group = groups.get(name)
        if group is None:
            group = groups[name] = Group(name, folded=name in folded)
        group.members.append(index)
        group.principal += items[index].principal.hours
    for group in groups.values():
        group.interest = total(group.members)
    return groups


def _folded_causes(
    items: Sequence[Item], hits: Sequence[int], opened: frozenset[str], total: Callable[[list[int]], float]
) -> Lines:
    """Items of one cause as one line, where the first of them stood; `opened` names those that are not folded."""
    with_cause = [index for index in hits if items[index].cause]
    groups = {
        name: group
        for name, group in _groups(items, with_cause, CAUSE, frozenset(), total).items()
        if len(group.members) > 1
    }
    lines: list[int] = []
    chosen: list[Group] = []
    for index in hits:
        group = groups.get(items[index].cause or "")
        if group is None:
            lines.append(index)
        elif group.members[0] == index:
            group.folded = group.name not in opened
            group.says = f"{len(group.members):,} of one cause: {items[index].title} ({group.name})"
            chosen.append(group)
            lines.append(-len(chosen))
            lines.extend(() if group.folded else group.members)
    return Lines(lines, chosen)

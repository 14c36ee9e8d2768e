"""The ledger's lines: which items, in which order, under which group headers. Pure values, no widget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from debtscope.model.vocabulary import Status
from debtscope.query import FIELDS

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

NOT_NOW = frozenset({Status.DEFERRED, Status.ACCEPTED, Status.DISMISSED, Status.PAID})

Key = Callable[["Item"], object]


def index_of(items: Sequence[Item], item_id: str) -> int | None:
    """Where an item stands in a ledger, which is sorted by id."""
    at = bisect_left(items, item_id, key=attrgetter("id"))
    return at if at < len(items) and items[at].id == item_id else None


def worth(item: Item) -> tuple[bool, bool, float, str]:
    """The default order: what needs a decision, must-do first, then interest per hour of principal."""
    return (item.triage.status in NOT_NOW, not item.must_do, -item.ratio, item.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One way of sorting, with the letter that chooses it."""

    key: str
    name: str
    by: Key


def _dated(item: Item) -> str:
    return (item.introduced.date if item.introduced else None) or item.first_seen or "9999"


ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order(key="r", name="ratio", by=worth),
        Order(key="i", name="interest", by=lambda i: (-i.interest.hours_per_month, i.id)),
        Order(key="f", name="fix hours", by=lambda i: (i.principal.hours, i.id)),
        Order(key="s", name="severity", by=lambda i: (-i.severity.rank, -i.ratio, i.id)),
        Order(key="a", name="age", by=lambda i: (_dated(i), i.id)),
        Order(key="p", name="path", by=lambda i: (i.path or "", i.line or 0, i.id)),
        Order(key="o", name="owner", by=lambda i: (i.triage.owner or "\uffff", -i.ratio, i.id)),
        Order(key="t", name="status", by=lambda i: (i.triage.status.value, -i.ratio, i.id)),
    )
}

GROUPS: Mapping[str, Callable[[Item], str]] = {
    "category": lambda i: i.category.value,
    "owner": lambda i: i.triage.owner or "nobody",
    "path": lambda i: i.component or "(whole repository)",
    "rule": lambda i: f"{i.rule.id} {i.rule.slug}",
}


@dataclass(slots=True)
class Group:
    """A header line and what it stands for."""

    name: str
    members: list[int] = field(default_factory=list[int])
    folded: bool = False
    principal: float = 0.0
    interest: float = 0.0


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


def ordered(items: Sequence[Item], order: str, *, backwards: bool) -> list[int]:
    """All items in a chosen order."""
    by = ORDERS[order].by
    keys: list[Any] = [by(item) for item in items]  # keys of one order compare with each other
    return sorted(range(len(items)), key=keys.__getitem__, reverse=backwards)


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
    chosen = sorted(groups.values(), key=lambda g: (-g.interest, g.name))
    lines: list[int] = []
    for number, group in enumerate(chosen):
        lines.append(-(number + 1))
        if not group.folded:
            lines.extend(group.members)
    return Lines(lines, chosen)

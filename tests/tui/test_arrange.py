"""Where the one line of a cause stands among items that stand alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from debtscope.model.ledger import Item
from debtscope.model.vocabulary import Status
from debtscope.tui.arrange import by_query, grouped, ordered
from debtscope.tui.money import Sums
from tests.tui.made import made_items

Figures = tuple[float, float]
FIGURES: dict[str, Callable[[Figures], float]] = {
    "interest": lambda f: f[1], "principal": lambda f: f[0], "ratio": lambda f: f[1] / f[0], "payback": lambda f: f[0] / f[1],
}  # fmt: skip


def with_causes(count: int) -> list[Item]:
    """Every fourth item belongs to one of nine causes; some of all must be done, some are settled."""
    return [
        replace(
            item,
            cause=f"c{number % 9}" if number % 4 == 0 else None,
            triage=replace(item.triage, status=Status.DEFERRED) if number % 11 == 0 else item.triage,
        )
        for number, item in enumerate(made_items(count))
    ]


def shown(items: Sequence[Item], sort: tuple[tuple[str, bool], ...] = ()) -> list[tuple[tuple[bool, int], Figures]]:
    """What each line says: whether it is settled, how far must-do and sure things are before it, its hours and its hours a month."""
    hits = ordered(items)
    lines = grouped(items, by_query(items, hits, sort), None, frozenset(), Sums(items), sort)
    assert sum(group.folded for group in lines.groups) == 9
    told: list[tuple[tuple[bool, int], Figures]] = []
    for at in range(len(lines.lines)):
        group, index = lines.group(at), lines.item(at)
        first = items[group.members[0] if group else index or 0]
        figures = (
            (group.principal, group.interest) if group else (first.principal.hours, first.interest.hours_per_month)
        )
        told.append(((first.triage.status is Status.DEFERRED, first.bucket), figures))
    return told


def test_a_cause_stands_where_its_own_hours_put_it() -> None:
    keys = [(bucket, -interest / principal) for bucket, (principal, interest) in shown(with_causes(400))]
    assert keys == sorted(keys)


@pytest.mark.parametrize("field", FIGURES)
@pytest.mark.parametrize("descending", [True, False])
def test_a_list_by_a_figure_is_by_the_figure_that_is_shown(field: str, descending: bool) -> None:
    values = [FIGURES[field](figures) for _, figures in shown(with_causes(400), ((field, descending),))]
    assert values == sorted(values, reverse=descending)


def test_in_any_other_order_a_cause_stands_where_its_first_item_does() -> None:
    items = with_causes(400)
    sort = (("path", False),)
    hits = by_query(items, ordered(items), sort)
    lines = grouped(items, hits, None, frozenset(), Sums(items), sort)
    firsts = [(group.members[0] if (group := lines.group(at)) else lines.item(at)) for at in range(len(lines.lines))]
    rank = {index: number for number, index in enumerate(hits)}
    assert [rank[index or 0] for index in firsts] == sorted(rank[index or 0] for index in firsts)

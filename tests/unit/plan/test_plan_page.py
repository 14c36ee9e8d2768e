"""The plan as a page: links that lead somewhere, sums that add up, whose hours it takes, and why hours stay free."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest

from debtscope.export.plan import plan_table, saves, spare
from debtscope.export.plan_page import plan_markdown
from debtscope.model.ledger import Item
from debtscope.model.plan import Plan
from debtscope.model.totals import total_interest
from debtscope.services.plan import make_plan
from tests.unit.plan.ledgers import item


def links_of(page: str) -> list[str]:
    """Targets; what stands in a code span is no link."""
    return re.findall(r"\]\(([^)]*)\)", re.sub(r"(`+)[^\n]*?\1", "", page))


def at(made: Item, path: str | None, line: int | None = 3) -> Item:
    return replace(made, path=path, line=line)


def planned(items: list[Item], budget: float = 40) -> Plan:
    return make_plan(items, budget_hours=budget, as_of=date(2026, 11, 20))


def test_what_is_saved_and_what_is_left_sum_to_the_ledger() -> None:
    ledger = [item(f"c{n}", 1 + n, 3 - n / 2, cause="x") for n in range(4)] + [item(f"i{n}", 5, 1.5) for n in range(12)]
    plan = planned(ledger, 30)
    assert sum(saves(plan, entry) for entry in plan.entries) == pytest.approx(plan.saved_per_month, abs=0.01)
    left = total_interest(plan.left_out).value
    assert plan.saved_per_month + left == pytest.approx(total_interest(ledger).value, abs=0.01)
    assert f"Left out: {len(plan.left_out)} items, {left:.1f} h a month that go on." in plan_markdown(plan)


def test_a_place_is_a_link_from_the_page_to_the_line() -> None:
    odd = "src/a b)/x](http:\n`#é.py"
    ledger = [
        at(item("a", 1, 2), "src/a.py", 12),
        at(item("b", 1, 2), odd, None),
        at(item("c", 1, 2), "outside:m/x.json"),
    ]
    page = plan_markdown(planned(ledger), "../")
    links = links_of(page)
    assert "../src/a.py#L12" in links
    assert [unquote(link) for link in links if link != "../src/a.py#L12"] == [f"../{odd}"]


@pytest.mark.parametrize("path", ["/etc/passwd", "../up.py", "a/../../b.py"])
def test_no_link_leaves_the_repository(path: str) -> None:
    assert links_of(plan_markdown(planned([at(item("a", 1, 2), path)]))) == []


def test_three_of_a_kind_stand_below_one_line_with_their_sum() -> None:
    page = plan_markdown(planned([replace(item(f"i{n}", 2, 1), title="Same") for n in range(3)]))
    assert "- **Same**: 3 items, 6.0 h, saves 3.0 h a month" in page
    assert len(re.findall(r"^  - \[ \] ", page, re.MULTILINE)) == 3
    assert "**Same**" not in page.partition("3 items, 6.0 h, saves")[2]


def test_it_says_whose_hours_it_takes() -> None:
    ledger = [item("a", 8, 4, owner="ana"), item("b", 3, 2, proposed="Bo"), item("c", 2, 1)]
    page = plan_markdown(planned(ledger))
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert rows[1:] == [
        "| ana | 1 | 8.0 | 4.0 |",
        "| Bo (proposed) | 1 | 3.0 | 2.0 |",
        "| nobody yet | 1 | 2.0 | 1.0 |",
    ]


def test_hours_that_stay_free_have_a_reason() -> None:
    assert "nothing else is severe or pays back" in spare(planned([item("a", 10, 5), item("never", 10, 0.01)]))
    assert "the least takes 10.0 h" in spare(planned([item("a", 10, 5), item("big", 35, 9)], 36))
    assert spare(planned([item("a", 39.8, 9)])) == ""
    assert "30.0 h of the budget stay free" in plan_table(planned([item("a", 10, 5)]))


def test_a_payback_is_of_what_is_really_saved() -> None:
    """Two of one cause: paying one alone saves half of it, for the other goes on whole."""
    pair = [item("a", 10, 4, cause="x"), item("b", 200, 4, cause="x")]
    (entry,) = planned(pair, 20).entries
    assert entry.payback_months == 5
    assert entry.reason == "pays back in 5 mo"
    pair = [item("a", 26, 4, cause="x"), item("b", 5, 4, cause="x", after=("a",))]
    first, second = planned(pair, 40).entries
    assert first.reason == "pays back in 9 mo, and comes before b"
    assert (first.payback_months, second.payback_months) == (8.667, 1.667)


def test_equals_of_one_cause_save_alike() -> None:
    """Of three the largest counts whole and the others half: two thirds each, in whatever order they go."""
    made = planned([item(f"i{n}", 2, 3, cause="x") for n in range(3)])
    assert [saves(made, entry) for entry in made.entries] == [pytest.approx(2, abs=0.001)] * 3
    assert "share what goes with them" in plan_table(made)
    assert "share what goes" not in plan_table(planned([item("a", 2, 3)]))


def test_a_plan_fits_a_terminal_and_says_what_its_columns_mean() -> None:
    long = replace(
        item("COD-001-abcdefgh", 2, 3), title="A title of many words " * 5, path="src/" + "deep/" * 20 + "end.py"
    )
    table = plan_table(planned([long, *(item(f"i{n}", 300, 0.1) for n in range(9))]), 80)
    assert max(map(len, table.splitlines())) <= 80
    assert "deep/end.py" in table and "of 200 redraws" in table
    assert long.title.strip() in plan_table(planned([long]))


def test_a_plan_of_nothing_claims_nothing() -> None:
    table = plan_table(planned([]))
    assert "Nothing to pay" in table and "stay free" not in table and "saves" not in table


def of_rule(made: Item, slug: str, **changes: Any) -> Item:
    return replace(made, rule=replace(made.rule, id=f"TST-{slug}", slug=slug), **changes)


def heads(page: str) -> list[str]:
    return [line for line in page.splitlines() if re.match(r" *- ", line)]


def test_items_of_one_rule_that_pay_back_about_as_soon_stand_together() -> None:
    images = [
        of_rule(item(f"i{n}", 1, 1 - n / 20), "floating-tags", title=f"Image {n} is not pinned at all")
        for n in range(3)
    ]
    between = of_rule(item("b", 1, 0.97), "other", title="Between")
    late = of_rule(item("late", 2, 1), "floating-tags", title="Image 9 is not pinned at all")
    told = heads(plan_markdown(planned([*images, between, late])))
    assert told[0].startswith("- **… is not pinned at all**: 3 items, 3.0 h")
    assert "**Between**" in told[4] and "Image 9" in told[5]


def test_what_has_to_come_before_is_not_overtaken() -> None:
    alike = [of_rule(item(f"i{n}", 1, 2 - n / 10), "alike", title="Same") for n in range(3)]
    first = of_rule(item("first", 1, 1.85), "other", title="First")
    last = of_rule(item("i9", 1, 1.8, after=("first",)), "alike", title="Same")
    told = heads(plan_markdown(planned([*alike, first, last])))
    assert "3 items" in told[0]
    assert "**First**" in told[4] and "i9" in told[5]


def test_quick_wins_are_summed_and_the_first_are_named() -> None:
    page = plan_markdown(planned([of_rule(item(f"q{n:02}", 0.5, 1), f"r{n}") for n in range(12)]))
    assert (
        "Quick wins (an hour at most, paid back within a month): 12 of these, 6.0 h, saves 12.0 h a month: q00, "
        in page
    )
    assert page.count("q09 and 2 more.") == 1

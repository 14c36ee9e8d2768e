"""The paydown plan: its three parts, its optimum, its budget, and that it is the same each time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtscope.export.plan import plan_table
from debtscope.export.plan_page import plan_markdown
from debtscope.model.exposure import CONTEXT
from debtscope.model.finding import Exposure
from debtscope.model.ledger import Factor, Item, SharedWork
from debtscope.model.plan import Plan
from debtscope.model.totals import cause_weights, total_interest
from debtscope.model.vocabulary import Basis, Confidence, Severity, Status
from debtscope.services.plan import Wishes, make_plan
from tests.unit.plan.ledgers import item

AS_OF = date(2026, 11, 20)


def plan(items: list[Item], budget: float = 40, **keys: object) -> Plan:
    return make_plan(items, budget_hours=budget, as_of=AS_OF, **keys)  # pyright: ignore[reportArgumentType]


def chosen(made: Plan, part: str | None = None) -> list[str]:
    return [e.item.id for e in made.entries if part is None or e.part == part]


def _ledger(seed: int, count: int) -> list[Item]:
    dice = random.Random(seed)
    return [item(f"i{n}", round(dice.uniform(0.2, 12), 1), round(dice.uniform(0.05, 4), 2)) for n in range(count)]


@pytest.mark.parametrize("seed", range(12))
def test_the_choice_is_within_two_percent_of_the_best_possible(seed: int) -> None:
    ledger = _ledger(seed, 12)
    budget = [4, 9, 15, 30][seed % 4]
    paying = [i for i in ledger if (i.payback_months or 99) <= 11.9]
    best = max(
        sum(i.interest.hours_per_month for i in group)
        for size in range(len(paying) + 1)
        for group in combinations(paying, size)
        if sum(i.principal.hours for i in group) <= budget
    )
    assert plan(ledger, budget).saved_per_month >= 0.98 * best


def test_greedy_traps_are_seen_through() -> None:
    made = plan([item("small", 6, 6.6), item("whole", 10, 10)], 10)
    assert chosen(made) == ["whole"]


def test_a_ledger_of_thousands_is_planned_within_its_budget() -> None:
    made = plan(_ledger(5, 4000), 400)
    assert made.hours <= 400
    assert made.hours > 395


@given(st.integers(0, 10_000), st.floats(0, 60))
@settings(max_examples=25, deadline=None)
def test_never_over_budget_but_for_must_do_and_nothing_is_lost(seed: int, budget: float) -> None:
    ledger = _ledger(seed, 14)
    made = plan(ledger, budget)
    assert made.hours <= budget + 1e-6
    assert made.over_budget_hours == 0
    assert sorted(chosen(made) + [i.id for i in made.left_out]) == sorted(i.id for i in ledger)
    assert {i.id for i in made.better_accepted} <= {i.id for i in made.left_out}
    assert made.saved_hours == pytest.approx(sum(e.saved_hours for e in made.entries), abs=1e-2)


def test_a_plan_does_not_depend_on_the_order_of_the_items() -> None:
    ledger = _ledger(3, 60)
    shuffled = ledger[:]
    random.Random(1).shuffle(shuffled)
    assert plan(ledger) == plan(shuffled)


def test_ties_go_by_ratio_then_interest_then_id() -> None:
    twins = [item("b", 2, 1), item("a", 2, 1), item("big", 4, 2)]
    assert chosen(plan(twins, 100)) == ["big", "a", "b"]
    assert chosen(plan(twins, 2)) == ["a"]


def test_must_do_comes_first_whatever_its_payback_and_may_exceed_the_budget() -> None:
    ledger = [
        item("pays", 1, 5),
        item("secret", 30, 0.1, severity=Severity.CRITICAL, must_do=True),
        item("planned", 8, 0.1, status=Status.PLANNED, by="ana", due="2026-12-01"),
        item("late", 4, 0.1, status=Status.PLANNED, by="ana", due="2026-10-01"),
        item("pinned", 3, 0, status=Status.ACCEPTED),
    ]
    made = plan(ledger, 40, wishes=Wishes(pins=frozenset({"pinned"})))
    assert set(chosen(made, "must-do")) == {"secret", "planned", "late", "pinned"}
    assert chosen(made, "pays-back") == []
    assert made.over_budget_hours == pytest.approx(5)
    reasons = {e.item.id: e.reason for e in made.entries}
    assert reasons["planned"] == "planned by ana, due 2026-12-01"
    assert reasons["late"] == "planned by ana, overdue since 2026-10-01"
    assert reasons["pinned"] == "pinned"
    assert reasons["secret"].startswith("critical exposure")


def test_a_mild_case_of_a_must_do_rule_has_to_earn_its_place() -> None:
    made = plan([item("default-password", 30, 0.1, severity=Severity.MEDIUM, must_do=True)], 40)
    assert chosen(made) == []


def test_nobody_gives_hours_to_what_is_unsure_before_somebody_has_decided() -> None:
    low = Confidence.LOW
    ledger = [
        item("sure", 5, 1),
        item("unsure", 1, 5, confidence=low, severity=Severity.HIGH),
        item("wanted", 2, 1, confidence=low, status=Status.PLANNED, by="ana"),
        item("pinned", 3, 1, confidence=low),
    ]
    made = plan(ledger, 40, wishes=Wishes(pins=frozenset(["pinned"])))
    assert set(chosen(made)) == {"sure", "wanted", "pinned"}
    assert [i.id for i in made.unsure] == ["unsure"]
    assert made.left_out == ()
    assert "1 item unsure, so to be looked at and decided on before hours are given to them: unsure" in plan_table(made)
    assert "1 item unsure, so to be looked at" in plan_markdown(made)


def test_where_all_is_unsure_the_plan_is_empty_and_says_so() -> None:
    made = plan([item("a", 1, 5, confidence=Confidence.LOW)], 40)
    assert (made.entries, made.saved_per_month) == ((), 0)
    assert "no open item of which debtscope is sure" in plan_table(made)


def test_what_does_not_pay_back_is_advised_only_where_it_is_severe_and_says_why() -> None:
    ledger = [
        item("pays", 10, 2),
        item("severe", 10, 0.1, severity=Severity.HIGH),
        item("critical", 10, 0.05, severity=Severity.CRITICAL),
        item("legal", 5, 0, exposure=Exposure(kind="licence", note="no licence")),
        item("mild", 1, 0.01),
    ]
    made = plan(ledger, 28)
    assert chosen(made, "pays-back") == ["pays"]
    assert chosen(made, "advised") == ["critical", "legal"]
    for entry in made.entries:
        if entry.part == "advised":
            assert entry.reason.startswith("does not pay back in hours: ")
    assert [i.id for i in made.left_out] == ["severe", "mild"]
    assert [i.id for i in made.better_accepted] == ["mild"]


def test_a_question_of_rights_is_advised_and_not_earned_by_hours() -> None:
    right = item("gpl", 6, 1.8, exposure=Exposure(kind="rights", note="what the GPL asks has to be checked"))
    made = plan([item("pays", 10, 2), right], 20)
    assert (chosen(made, "pays-back"), chosen(made, "advised")) == (["pays"], ["gpl"])
    (reason,) = [one.reason for one in made.entries if one.item.id == "gpl"]
    assert reason == "advised whatever it saves: rights are at stake (what the GPL asks has to be checked)"
    assert chosen(plan([item("pays", 10, 2), right], 12)) == ["pays"]


def test_an_item_that_only_shows_its_files_cost_is_never_called_better_accepted() -> None:
    shown = Factor(name=CONTEXT, value=3, unit="h/month", low=1, high=9, source=Basis.MEASURED)
    plain = item("hotspot", 10, 0)
    hotspot = replace(plain, interest=replace(plain.interest, factors=(shown,)))
    made = plan([hotspot, item("mild", 1, 0.01)])
    assert [i.id for i in made.better_accepted] == ["mild"]


def test_a_longer_horizon_lets_more_pay_back() -> None:
    slow = [item("slow", 20, 1)]
    assert chosen(plan(slow, 40, horizon_weeks=52)) == []
    assert chosen(plan(slow, 40, horizon_weeks=104)) == ["slow"]


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DEFERRED, Status.DISMISSED, Status.PAID])
def test_what_people_decided_otherwise_is_no_candidate(status: Status) -> None:
    made = plan([item("x", 1, 5, status=status)])
    assert (made.entries, made.left_out) == ((), ())


def test_one_persons_plan_has_one_persons_items() -> None:
    ledger = [item("mine", 1, 5, owner="ana"), item("theirs", 1, 9, owner="nina"), item("nobodys", 1, 9)]
    assert chosen(plan(ledger, wishes=Wishes(owner="ana"))) == ["mine"]


def test_items_of_one_cause_save_less_together_than_apart() -> None:
    apart = plan([item("a", 1, 2), item("b", 1, 2)])
    together = plan([item("a", 1, 2, cause="x"), item("b", 1, 2, cause="x")])
    assert apart.saved_per_month == pytest.approx(4, abs=0.01)
    assert together.saved_per_month == pytest.approx(3, abs=0.01)


def test_what_does_not_pay_while_the_rest_of_its_cause_goes_on_is_left() -> None:
    """Of two alike each alone saves half of what it costs: neither pays back while the other is out of reach."""
    alone = plan([item("a", 30, 4, cause="x"), item("b", 200, 4, cause="x")], 40)
    assert chosen(alone) == []
    assert chosen(plan([item("a", 30, 4), item("b", 200, 4)], 40)) == ["a"]


@pytest.mark.parametrize("seed", range(10))
def test_no_choice_saves_more_where_items_share_causes(seed: int) -> None:
    """Every choice of a dozen items in four causes, added up as the ledger's total is."""
    dice = random.Random(seed)
    ledger = [
        item(f"i{n}", round(dice.uniform(0.5, 6), 1), round(dice.uniform(0.5, 6), 2), cause=f"c{dice.randrange(4)}")
        for n in range(12)
    ]
    weights = cause_weights(ledger)
    paying = [i for i in ledger if i.interest.hours_per_month * weights[i.id] * 11.95 >= i.principal.hours]
    whole = total_interest(ledger).value
    best = max(
        whole - total_interest([i for i in ledger if i not in group]).value
        for size in range(len(paying) + 1)
        for group in combinations(paying, size)
        if sum(i.principal.hours for i in group) <= 12
    )
    made = plan(ledger, 12)
    assert made.saved_per_month == pytest.approx(best, abs=0.01)
    assert made.gap == pytest.approx(0, abs=1e-3)


def test_quick_wins_are_an_hour_and_a_month() -> None:
    made = plan([item("quick", 1, 1), item("long", 2, 9), item("slow", 1, 0.5)])
    assert {e.item.id: e.quick_win for e in made.entries} == {"quick": True, "long": False, "slow": False}


def test_payback_savings_and_running_hours_add_up() -> None:
    made = plan([item("a", 2, 4), item("b", 6, 3)])
    first, second = made.entries
    assert (first.payback_months, second.payback_months) == (0.5, 2)
    assert (first.cumulative_hours, second.cumulative_hours) == (2, 8)
    assert first.saved_hours == pytest.approx(4 * 52 * 7 / (365.25 / 12), abs=0.01)
    assert made.break_even_months == pytest.approx(8 / 7, abs=0.01)


def test_a_sure_winner_is_robust_and_a_borderline_choice_is_not() -> None:
    ledger = [item("sure", 2, 10)] + [item(f"even{n}", 4, 1) for n in range(12)]
    made = plan(ledger, 14)
    robust = {e.item.id: e.robust for e in made.entries}
    assert robust["sure"] is not None
    assert robust["sure"] > 0.95
    others = [share for name, share in robust.items() if name != "sure"]
    assert others
    assert all(share is not None and share < 0.7 for share in others)


def test_no_items_and_no_budget_make_an_empty_plan() -> None:
    empty = plan([], 40)
    assert (empty.entries, empty.hours, empty.break_even_months) == ((), 0, None)
    none = plan([item("a", 1, 5)], 0)
    assert [i.id for i in none.left_out] == ["a"]


HISTORY = SharedWork(name="rewriting the history", hours=6)


def test_shared_work_is_paid_once_by_the_first_that_needs_it() -> None:
    made = plan([item("a", 10, 3, shares=HISTORY), item("b", 10, 2, shares=HISTORY)], 14)
    assert [(e.item.id, e.hours, e.shared_with) for e in made.entries] == [("a", 10, None), ("b", 4, "a")]
    assert made.hours == 14
    assert chosen(plan([item("a", 10, 3, shares=HISTORY), item("b", 10, 2, shares=HISTORY)], 13.9)) == ["a"]


def test_shared_work_of_what_must_be_done_makes_the_rest_cheaper() -> None:
    made = plan(
        [
            item("must", 10, 0.1, shares=HISTORY, must_do=True, severity=Severity.CRITICAL),
            item("b", 10, 0.5, shares=HISTORY),
        ],
        14,
    )
    assert [(e.item.id, e.part, e.hours) for e in made.entries] == [("must", "must-do", 10), ("b", "pays-back", 4)]


def test_members_that_never_pay_their_set_up_back_are_left_out() -> None:
    assert chosen(plan([item("a", 7, 0.2, shares=HISTORY), item("b", 7, 0.2, shares=HISTORY)])) == []
    many = [item(f"m{n}", 6.5, 0.2, shares=HISTORY) for n in range(8)]
    assert len(chosen(plan(many))) == 8


def test_what_has_to_come_first_comes_first_and_says_for_whom() -> None:
    made = plan([item("tests", 4, 0.1), item("split", 4, 4, after=("tests",)), item("other", 4, 1)], 12)
    assert chosen(made) == ["other", "tests", "split"] or chosen(made) == ["tests", "split", "other"]
    reasons = {e.item.id: e.reason for e in made.entries}
    assert reasons["tests"] == "has to come before split"
    assert chosen(plan([item("tests", 4, 0.1), item("split", 4, 4, after=("tests",)), item("other", 4, 1)], 4)) == [
        "other"
    ]


def test_a_need_that_is_paid_or_lived_with_is_met() -> None:
    lived = item("tests", 4, 0.1, status=Status.ACCEPTED)
    assert chosen(plan([lived, item("split", 4, 4, after=("tests",))], 4)) == ["split"]


def test_what_a_planned_item_needs_is_in_as_well() -> None:
    made = plan([item("tests", 4, 0.1), item("split", 4, 0, after=("tests",), status=Status.PLANNED)], 2)
    assert chosen(made, "must-do") == ["tests", "split"]
    assert made.over_budget_hours == 6


def test_an_owner_gets_no_more_than_his_hours() -> None:
    ledger = [
        item("a", 4, 9, owner="ana"), item("b", 4, 8, owner="ana"), item("c", 4, 2, proposed="nina"), item("d", 4, 1),
    ]  # fmt: skip
    made = plan(ledger, 12, wishes=Wishes(owner_hours={"ana": 5, "nina": 1}))
    assert chosen(made) == ["a", "d"]
    assert made.gap is None


def test_what_one_person_must_do_beyond_his_hours_is_told_not_cut() -> None:
    ledger = [item("a", 9, 9, owner="ana", status=Status.PLANNED), item("b", 4, 8, owner="nina", status=Status.PLANNED)]
    made = plan(ledger, 40, wishes=Wishes(owner_hours={"ana": 5, "nina": 4}))
    assert chosen(made, "must-do") == ["b", "a"] and made.over_owner_hours == {"ana": 4}
    assert "what must be done by ana is 4.0 h over their hours" in plan_table(made)
    assert "**What must be done by ana is 4.0 h over their hours.**" in plan_markdown(made)


def test_what_is_excluded_is_no_candidate() -> None:
    made = plan([item("a", 4, 9), item("b", 4, 8)], wishes=Wishes(excluded=frozenset({"a"})))
    assert (chosen(made), made.left_out) == (["b"], ())


def test_the_gap_is_zero_where_the_best_choice_was_found() -> None:
    assert plan(_ledger(3, 300), 40).gap == 0


def test_ten_thousand_items_that_hang_together_are_planned_within_the_budget() -> None:
    dice = random.Random(8)
    ledger = [
        item(
            f"i{n}", round(dice.uniform(0.5, 12), 1), round(dice.uniform(0.05, 4), 2),
            after=(f"i{dice.randrange(n)}",) if n and dice.random() < 0.15 else (),
            shares=SharedWork(name=f"w{dice.randrange(600)}", hours=0.4) if dice.random() < 0.3 else None,
        )
        for n in range(10_000)
    ]  # fmt: skip
    made = plan(ledger, 400)
    assert 395 < made.hours <= 400
    assert made.gap is not None and made.gap <= 0.01
    place = {e.item.id: n for n, e in enumerate(made.entries)}
    assert all(place[one] < place[e.item.id] for e in made.entries for one in e.item.after)

"""What a plan costs beside the least that an exact choice costs: `python -m tests.benchmarks.planning [--items 10000]`.

The floor is the textbook's: a 0/1 knapsack by dynamic programming over quarter hours in numpy, on the same items, with no
word on prerequisites, shared set-ups, redraws or a bound. A plan does all of that. Asked: ten thousand items within one
second, two with the bound, on an idle machine. It asserts nothing: machines differ, ratios hardly do.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from debtscope.model.finding import Evidence, Subject
from debtscope.model.ledger import Interest, Item, Principal, RuleRef, SharedWork
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Category, Confidence, Severity
from debtscope.services.plan import make_plan

AS_OF = date(2026, 11, 20)
MONTHS = 12
BUDGETS = (40.0, 400.0)

ONE = Item(
    id="i", rule=RuleRef(id="TST-001", slug="test", version=1), title="Item", category=Category.CODE, debt_type="test debt",
    severity=Severity.MEDIUM, confidence=Confidence.HIGH, component="core", subject=Subject(kind="repo", name="i"), path=None,
    line=None, end_line=None, symbol=None, message="m", why="w", remediation="r", evidence=(Evidence(kind="absence"),),
    principal=Principal(hours=1, low=0.5, high=2, basis="test"),
    interest=Interest(hours_per_month=1, low=0.3, high=3, model="test"), exposure=None, triage=Triage(),
)  # fmt: skip


def ledger(count: int, *, hangs_together: bool) -> list[Item]:
    """Items as real ledgers have them; where they hang together 15 % need another first, 30 % share a set-up, 20 % a cause."""
    dice = random.Random(20261121)
    items: list[Item] = []
    for n in range(count):
        hours, rate = round(dice.lognormvariate(0.7, 0.9) + 0.1, 2), round(dice.lognormvariate(-1.2, 1.3), 3)
        items.append(
            replace(
                ONE, id=f"TST-{n:06}",
                principal=Principal(hours=hours, low=hours / 2, high=hours * 2, basis="test"),
                interest=Interest(hours_per_month=rate, low=rate / 4, high=rate * 4, model="test"),
                after=(f"TST-{dice.randrange(n):06}",) if hangs_together and n and dice.random() < 0.15 else (),
                shares=SharedWork(name=f"w{dice.randrange(count // 15 + 1)}", hours=min(hours / 2, 2.0))
                if hangs_together and dice.random() < 0.3 else None,
                cause=f"c{dice.randrange(count // 20 + 1)}" if hangs_together and dice.random() < 0.2 else None,
            )
        )  # fmt: skip
    return items


def floor(items: Sequence[Item], budget: float) -> float:
    """The most hours that items save within the budget, whatever hangs on what."""
    room = int(budget * 4)
    best = np.zeros(room + 1)
    for item in items:
        cost, value = int(-(-item.principal.hours * 4 // 1)), item.interest.hours_per_month * MONTHS
        if cost <= room and value >= item.principal.hours:
            best[cost:] = np.maximum(best[cost:], best[: room + 1 - cost] + value)
    return float(best[room])


def seconds(work: Callable[[], object], times: int) -> float:
    """CPU time of the cheapest of some runs."""
    found: list[float] = []
    for _ in range(times):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    print(f"{'items':>7}  {'hang together':13}  {'budget':>6}  {'floor s':>7}  {'plan s':>7}  {'of floor':>8}  gap")  # noqa: T201 - a script's output
    for hangs_together in (False, True):
        items = ledger(options.items, hangs_together=hangs_together)
        for budget in BUDGETS:
            least = seconds(lambda items=items, budget=budget: floor(items, budget), options.times)
            plan = make_plan(items, budget_hours=budget, as_of=AS_OF)
            took = seconds(
                lambda items=items, budget=budget: make_plan(items, budget_hours=budget, as_of=AS_OF), options.times
            )
            print(  # noqa: T201
                f"{len(items):7}  {'yes' if hangs_together else 'no':13}  {budget:6g}  {least:7.2f}  {took:7.2f}"
                f"  {took / least:8.2f}  {plan.gap:.2%}"
            )


if __name__ == "__main__":
    main()

"""Projects interest: nothing is paid, the plan is paid, or so many hours are paid every week.

Growth has two drivers, both measured: what came in the weeks that kept snapshots tell of, and by what the interest of the
rest moved in them. Those weeks are drawn again and again, together with the uncertainty of the level and of the hours that
fixes take, so that every figure has a range. Deterministic: a fixed seed.
"""

from __future__ import annotations

import math
import random
from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path

from debtscope.model.forecast import NOTHING, PLAN, STEADY, Arrival, Bankruptcy, Forecast, Pace, Point, Scenario
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item, Ledger
from debtscope.model.lognormal import of_points
from debtscope.model.lognormal import total as sum_of
from debtscope.model.plan import Plan
from debtscope.model.totals import CORRELATION, COUNTED, cause_weights, total_interest
from debtscope.services.against import Older, compare
from debtscope.services.history import by_day
from debtscope.services.state import history_of, open_state
from debtscope.services.types import StateAt
from debtscope.store.history import BACKFILLED, StoredSnapshot
from debtscope.store.snapshots import read_snapshot

DRAWS = 300
WEEKS_PER_MONTH = 365.25 / 12 / 7
LOOKED_BACK = 26
"""Weeks of history that tell the pace: what was before is another time."""
LEAST_WEEKS = 4
_SEED = 20261121


@frozen(kw_only=False)
class Flow:
    """What happened between two snapshots, as if in one week."""

    weeks: float
    interest: float
    principal: float
    gone: float
    moved: float = 0.0
    """By what the interest of items that stayed changed: touches, runs, consumers and age."""
    by_rule: Mapping[str, float] = field(default_factory=dict[str, float])
    """The interest that came, by rule."""


def flows(root: Path, state: StateAt, as_of: date, known: Mapping[int, Ledger] | None = None) -> list[Flow]:
    """Between snapshots about a week apart, oldest first. Raises StoreError where the history cannot be read.

    `known` are kept ledgers that somebody has read already, by snapshot; the newest as it stands after today's decisions.
    """
    history, _ = history_of(open_state(root.resolve(), state), write=False)
    if history is None:
        return []
    found: list[Flow] = []
    with history:
        before: tuple[StoredSnapshot, Ledger] | None = None
        for snapshot in _weekly(by_day(history.names()), as_of):
            ledger = (known or {}).get(snapshot.id) or read_snapshot(history, snapshot)
            if before is not None and (before[0].state == BACKFILLED) == (snapshot.state == BACKFILLED):
                found.append(_flow(before[1], ledger))
            before = (snapshot, ledger)
    return found


def _weekly(names: Sequence[StoredSnapshot], as_of: date) -> list[StoredSnapshot]:
    chosen: list[StoredSnapshot] = []
    for snapshot in names:
        day = date.fromisoformat(snapshot.as_of)
        if day > as_of or (as_of - day).days > LOOKED_BACK * 7:
            continue
        if not chosen or (day - date.fromisoformat(chosen[-1].as_of)).days >= 6:
            chosen.append(snapshot)
    return chosen


def _flow(before: Ledger, after: Ledger) -> Flow:
    days = (date.fromisoformat(after.as_of) - date.fromisoformat(before.as_of)).days
    weeks = days / 7
    found = compare(Older("", before), after)
    came, gone = total_interest(found.new).value, total_interest(found.paid).value
    weights = cause_weights(found.new)
    by_rule: defaultdict[str, float] = defaultdict(float)
    for item in found.new:
        by_rule[item.rule.slug] += item.interest.hours_per_month * weights[item.id] / weeks
    return Flow(
        weeks=weeks,
        interest=came / weeks,
        principal=math.fsum(i.principal.hours for i in found.new) / weeks,
        gone=gone / weeks,
        moved=(_counted(after) - _counted(before) - came + gone) / weeks,
        by_rule=by_rule,
    )


def _counted(ledger: Ledger) -> float:
    return total_interest([i for i in ledger.items if i.triage.status in COUNTED]).value


def forecast(
    ledger: Ledger, observed: Sequence[Flow], *, weeks: int, plan: Plan | None, weekly_hours: float | None,
    team_hours: float | None,
) -> Forecast:  # fmt: skip
    """Interest a month for so many weeks ahead.

    `weekly_hours` go into paying off every week, best ratio first; `team_hours` are all that the team works in a week.
    """
    items = [i for i in ledger.items if i.triage.status in COUNTED]
    team = None if team_hours is None else team_hours * WEEKS_PER_MONTH
    drawing = _Drawing(items, list(observed), weeks)
    scenarios = [_scenario(NOTHING, drawing.paths(0.0, 0.0), 0.0, team)]
    if plan is not None and plan.entries:
        scenarios.append(_scenario(PLAN, drawing.paths(plan.saved_per_month, 0.0), plan.hours, team))
    if weekly_hours:
        name = f"{weekly_hours:g} {STEADY}"
        scenarios.append(_scenario(name, drawing.paths(0.0, weekly_hours), weekly_hours * weeks, team))
    return Forecast(
        as_of=ledger.as_of, weeks=weeks, pace=_pace(observed), scenarios=tuple(scenarios),
        assumptions=tuple(_assumptions(observed, plan)),
    )  # fmt: skip


def _pace(observed: Sequence[Flow]) -> Pace:
    weeks = math.fsum(flow.weeks for flow in observed)

    def mean(values: Sequence[float]) -> float:
        shares = [v * f.weeks for v, f in zip(values, observed, strict=True)]
        return round(math.fsum(shares) / weeks, 3) if weeks else 0.0

    return Pace(
        weeks=round(weeks, 1), came_interest=mean([f.interest for f in observed]),
        came_principal=mean([f.principal for f in observed]), went_interest=mean([f.gone for f in observed]),
        moved_interest=mean([f.moved for f in observed]),
        drivers=tuple(
            Arrival(rule=rule, interest=share)
            for rule in sorted({rule for flow in observed for rule in flow.by_rule})
            if (share := mean([flow.by_rule.get(rule, 0.0) for flow in observed])) > 0
        ),
    )  # fmt: skip


def _assumptions(observed: Sequence[Flow], plan: Plan | None) -> list[str]:
    weeks = math.fsum(flow.weeks for flow in observed)
    if weeks < LEAST_WEEKS:
        pace = (
            "no new debt comes and none grows, since no pace is measured (fewer than 4 weeks of history): "
            "`debtscope history --backfill 26w` makes the past"
        )
    else:
        pace = (
            f"new debt goes on coming, and old debt growing or shrinking, as in the last {weeks:.0f} weeks (measured)"
        )
    first = [f"the plan's {plan.hours:g} h are paid in the first week"] if plan is not None and plan.entries else []
    gone = ["what went away in the past is taken for paid, so nothing goes by itself"] if weeks >= LEAST_WEEKS else []
    return [pace, *first, *gone, "no interest compounds: nothing measured supports it"]


@frozen(kw_only=False)
class _Draw:
    """One future at the level that the ledger tells, and by how much that level may be off."""

    path: Sequence[float]
    scale: float


class _Drawing:
    """Redraws the weeks ahead from the weeks behind, and the level from its own range."""

    def __init__(self, items: Sequence[Item], observed: list[Flow], weeks: int) -> None:
        known = math.fsum(flow.weeks for flow in observed) >= LEAST_WEEKS
        self._observed = observed if known else []
        self._weeks = weeks
        weights = cause_weights(items)
        self._backlog = sorted(
            (-rate / item.principal.hours, item.principal.hours, rate)
            for item in items
            if (rate := item.interest.hours_per_month * weights[item.id]) > 0 and item.principal.hours > 0
        )
        total = total_interest(items)
        self._start = total.value
        self._level = of_points(total.low, total.value, total.high)
        costs = [of_points(i.principal.low, i.principal.hours, i.principal.high) for i in items]
        self._effort_sd = sum_of(costs, CORRELATION).sd

    def paths(self, saved: float, weekly_hours: float) -> list[_Draw]:
        """Interest by week in every draw; `saved` goes in the first week, `weekly_hours` in every week."""
        dice = random.Random(_SEED)
        return [self._path(dice, saved, weekly_hours) for _ in range(DRAWS)]

    def _path(self, dice: random.Random, saved: float, weekly_hours: float) -> _Draw:
        scale = math.exp(self._level.sd * dice.gauss(0, 1))
        hand_of_week = weekly_hours / math.exp(
            self._effort_sd * dice.gauss(0, 1)
        )  # fixes take longer or less, all alike
        backlog = list(self._backlog)
        rate, hand = self._start, 0.0
        path = [rate]
        for week in range(self._weeks):
            flow = dice.choice(self._observed) if self._observed else None
            if flow is not None:
                rate += flow.interest + flow.moved * min(1.0, rate / self._start if self._start else 0.0)
                if flow.interest > 0 and flow.principal > 0:
                    insort(backlog, (-flow.interest / flow.principal, flow.principal, flow.interest))
            rate -= saved if week == 0 else 0.0
            hand += hand_of_week
            while backlog and weekly_hours and backlog[0][1] <= hand:
                _, hours, gain = backlog.pop(0)
                hand -= hours
                rate -= gain
            path.append(max(0.0, rate))
        return _Draw(path, scale)


def _scenario(name: str, draws: Sequence[_Draw], hours: float, team: float | None) -> Scenario:
    points: list[Point] = []
    for week in range(len(draws[0].path)):
        told = sorted(draw.path[week] for draw in draws)
        ordered = sorted(draw.path[week] * draw.scale for draw in draws)
        points.append(
            Point(
                week=week, value=round(_quantile(told, 0.5), 3), low=round(_quantile(ordered, 0.1), 3),
                high=round(_quantile(ordered, 0.9), 3),
            )
        )  # fmt: skip
    return Scenario(
        name=name, points=tuple(points), paid_hours=round(hours, 3),
        bankruptcy=None if team is None else _bankruptcy(points, draws, team),
    )  # fmt: skip


def _bankruptcy(points: Sequence[Point], draws: Sequence[_Draw], team: float) -> Bankruptcy:
    crossed = sorted(
        week
        for draw in draws
        if (week := next((n for n, v in enumerate(draw.path) if v * draw.scale >= team), None)) is not None
    )
    tenth = math.ceil(0.1 * len(draws))
    return Bankruptcy(
        team_hours_per_month=round(team, 3), week=next((p.week for p in points if p.value >= team), None),
        earliest=crossed[tenth - 1] if len(crossed) >= tenth else None, share=round(len(crossed) / len(draws), 3),
        already=round(sum(week == 0 for week in crossed) / len(draws), 3),
    )  # fmt: skip


def _quantile(ordered: Sequence[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)

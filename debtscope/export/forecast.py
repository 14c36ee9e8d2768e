"""A forecast as a chart with a table, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from debtscope.export.columns import wrapped
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.model.figures import hours
from debtscope.model.forecast import Bankruptcy, Forecast, Scenario
from debtscope.model.text import printable
from debtscope.services.forecast import DRAWS, LEAST_WEEKS

_HEIGHT = 10
_WIDTH = 60
_SIGNS = "npw"
_DRIVERS = 4


def forecast_table(told: Forecast) -> str:
    """What is assumed, the curves, and where they stand by quarters."""
    pace = told.pace
    lines = [
        f"Interest from {told.as_of}, {told.weeks} weeks ahead, in hours a month; in brackets the",
        f"range of 80 % of {DRAWS} draws of what is uncertain",
    ]
    if pace.weeks >= LEAST_WEEKS:
        lines += wrapped(
            f"pace of the last {pace.weeks:g} weeks: {hours(pace.came_interest)} h a month came every week "
            f"({hours(pace.came_principal)} h to pay off), {hours(pace.went_interest)} went, "
            f"what stayed moved by {round(pace.moved_interest, 2) + 0.0:+.2f}", "", 80,
        ).splitlines()  # fmt: skip
        most = sorted(pace.drivers, key=lambda one: (-one.interest, one.rule))[:_DRIVERS]
        if most:
            lines.append(f"what came most: {', '.join(f'{one.rule} {hours(one.interest)}' for one in most)}")
    lines += ["", *_chart(told), "", *_rows(told), ""]
    lines += [f"{s.name}: {_fate(s.bankruptcy, told)}" for s in told.scenarios if s.bankruptcy]
    if not any(s.bankruptcy for s in told.scenarios):
        lines.append("--team 80h (all hours that the team works in a week) tells when interest takes all of them")
    lines += ["", *(wrapped(f"assumed: {one}", "", 80) for one in told.assumptions)]
    return "\n".join(lines) + "\n"


def _chart(told: Forecast) -> list[str]:
    most = max((p.value for s in told.scenarios for p in s.points), default=0.0) or 1.0
    grid = [[" "] * _WIDTH for _ in range(_HEIGHT)]
    for sign, scenario in zip(_SIGNS, told.scenarios, strict=False):
        for column in range(_WIDTH):
            point = scenario.points[round(column / (_WIDTH - 1) * (len(scenario.points) - 1))]
            row = _HEIGHT - 1 - min(_HEIGHT - 1, round(point.value / most * (_HEIGHT - 1)))
            grid[row][column] = sign
    width = len(hours(most))
    labels = {0: hours(most), _HEIGHT - 1: "0"}
    drawn = [f"{labels.get(n, ''):>{width}} |{''.join(row)}".rstrip() for n, row in enumerate(grid)]
    legend = ", ".join(f"{sign} {printable(s.name)}" for sign, s in zip(_SIGNS, told.scenarios, strict=False))
    end = _day(told, told.weeks)
    return [
        *drawn,
        f"{'':>{width}} +{'-' * _WIDTH}",
        f"{'':>{width}}  {told.as_of}{end:>{_WIDTH - 10}}",
        f"h a month: {legend}",
    ]


def _rows(told: Forecast) -> list[str]:
    """A line a quarter, so that three ways to go on stand beside each other on 80 columns."""
    steps = sorted({0, *(round(told.weeks * part / 4) for part in range(1, 5))})
    names = [printable(s.name) for s in told.scenarios]
    lines = [f"{'':10}  " + "  ".join(f"{name:>18}" for name in names)]
    for week in steps:
        cells = (scenario.points[week] for scenario in told.scenarios)
        texts = (f"{hours(p.value)} ({hours(p.low)}-{hours(p.high)})" for p in cells)
        lines.append(
            f"{_day(told, week)}  "
            + "  ".join(f"{text:>{max(18, len(n))}}" for n, text in zip(names, texts, strict=True))
        )
    return lines


def _day(told: Forecast, week: int) -> str:
    return (date.fromisoformat(told.as_of) + timedelta(weeks=week)).isoformat()


def _fate(fate: Bankruptcy | None, told: Forecast) -> str:
    assert fate is not None
    team = f"the team's {hours(fate.team_hours_per_month)} h a month"
    if fate.week == 0:
        return f"interest takes all of {team} already"
    if fate.week is not None:
        return (
            f"interest outgrows {team} on {_day(told, fate.week)} (in {fate.share:.0%} of the draws it does by the end)"
        )
    if fate.earliest is not None:
        when = f"one in ten by {_day(told, fate.earliest)}" if fate.earliest else f"{fate.already:.0%} already do"
        return f"probably not within {told.weeks} weeks; in {fate.share:.0%} of the draws interest outgrows {team} ({when})"
    return f"interest stays below {team} for {told.weeks} weeks"


def forecast_json(told: Forecast) -> str:
    """The forecast as a document; weeks and dates."""

    def scenario(one: Scenario) -> dict[str, object]:
        fate = one.bankruptcy
        return {
            "name": one.name, "paid_hours": one.paid_hours,
            "points": [{"date": _day(told, p.week), **asdict(p)} for p in one.points],
            "bankruptcy": None if fate is None else {
                **asdict(fate), "date": None if fate.week is None else _day(told, fate.week),
            },
        }  # fmt: skip

    return strict_json(plain({
        "kind": "forecast", "schema_version": SCHEMA_VERSION, "as_of": told.as_of, "weeks": told.weeks,
        "pace": asdict(told.pace), "scenarios": [scenario(one) for one in told.scenarios],
        "assumptions": told.assumptions,
    }))  # fmt: skip

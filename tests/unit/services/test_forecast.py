"""Where interest heads under three ways to go on, and when it outgrows the team."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from debtscope.export.forecast import forecast_json, forecast_table
from debtscope.model.forecast import Forecast, Scenario
from debtscope.services.backfill import backfill
from debtscope.services.forecast import Flow, flows, forecast
from debtscope.services.plan import make_plan
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo
from tests.made import make_ledger
from tests.unit.plan.ledgers import item

LEDGER = make_ledger(*(item(f"i{n}", 4, 2) for n in range(10)))
STEADY = [Flow(weeks=1, interest=1, principal=4, gone=0.5)] * 10


def told(observed: list[Flow], *, budget: float = 8, hours: float | None = None, team: float | None = None) -> Forecast:
    plan = make_plan(LEDGER.items, budget_hours=budget, as_of=date(2026, 11, 20))
    return forecast(LEDGER, observed, weeks=52, plan=plan, weekly_hours=hours, team_hours=team)


def ends(scenario: Scenario) -> tuple[float, float]:
    return scenario.points[0].value, scenario.points[-1].value


def test_new_debt_comes_on_at_the_measured_pace_and_the_plan_takes_off_what_it_pays() -> None:
    nothing, plan = told(STEADY).scenarios
    assert ends(nothing) == pytest.approx((20, 72))
    assert ends(plan) == pytest.approx((20, 72 - 4))
    assert told(STEADY).pace.came_interest == 1


def test_steady_hours_that_pay_more_than_comes_bring_interest_down() -> None:
    enough, little = told(STEADY, hours=8).scenarios[2], told(STEADY, hours=1).scenarios[2]
    assert ends(enough)[1] < 20 < ends(little)[1] < 72
    assert min(point.value for point in enough.points) >= 0


def test_every_figure_has_a_range_that_holds_it() -> None:
    uneven = [Flow(weeks=1, interest=n % 3, principal=4, gone=0) for n in range(12)]
    for scenario in told(uneven, hours=2).scenarios:
        assert all(p.low <= p.value <= p.high for p in scenario.points)
        assert scenario.points[-1].high > scenario.points[-1].low


def test_without_weeks_of_history_no_pace_is_invented() -> None:
    short = told([Flow(weeks=1, interest=9, principal=9, gone=0)])
    assert ends(short.scenarios[0]) == pytest.approx((20, 20))
    assert "no pace is measured" in forecast_table(short)
    assert "went away in the past" not in forecast_table(short)
    wide = told([Flow(weeks=1, interest=9, principal=9, gone=0)], hours=8, team=80)
    assert max(map(len, forecast_table(wide).splitlines()[:30])) <= 80
    assert "went away in the past" in forecast_table(told(STEADY))


def test_the_point_of_bankruptcy_is_a_date_or_is_not() -> None:
    nothing = told(STEADY, team=10).scenarios[0]  # 43.5 h a month, reached when 24 weeks of one hour have come
    assert nothing.bankruptcy is not None and nothing.bankruptcy.week == 24
    assert 0 < nothing.bankruptcy.share < 1
    assert nothing.bankruptcy.earliest is not None and nothing.bankruptcy.earliest <= 24
    never = told(STEADY, team=4000).scenarios[0].bankruptcy
    assert never is not None and (never.week, never.earliest, never.share) == (None, None, 0)
    assert "outgrows the team" in forecast_table(told(STEADY, team=10))
    assert "stays below" in forecast_table(told(STEADY, team=4000))


def test_the_same_history_gives_the_same_forecast_and_the_document_is_its_schema() -> None:
    once, twice = forecast_json(told(STEADY, hours=2, team=10)), forecast_json(told(STEADY, hours=2, team=10))
    assert once == twice
    schema = resources.files("debtscope.export").joinpath("schemas", "forecast.schema.json").read_text("utf-8")
    jsonschema.validate(json.loads(once), json.loads(schema))


def test_the_pace_is_read_from_kept_weeks(tmp_path: Path) -> None:
    licence = {"LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person"}
    load = "import pickle\nimport requests\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"
    git_repo(
        tmp_path,
        [
            CommitSpec(message="first", files={**licence, "src/a.py": "x = 1\n"}, on="2026-09-01"),
            CommitSpec(message="debt", files={"src/load.py": load}, on="2026-10-06"),
            CommitSpec(message="paid", files={"src/load.py": "x = 1\n"}, on="2026-10-27"),
        ],
    )
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    request = ScanRequest(root=tmp_path, as_of=date(2026, 11, 20))
    assert flows(tmp_path, None, date(2026, 11, 20)) == []
    backfill(request, 10, scan(request, now=now).ledger, now=now)
    found = flows(tmp_path, None, date(2026, 11, 20))
    assert len(found) == 9
    assert [n for n, flow in enumerate(found) if flow.interest] == [3]
    assert sum(flow.gone for flow in found) > 0


def test_what_stays_and_grows_drives_interest_as_long_as_it_stays() -> None:
    growing = [Flow(weeks=1, interest=0, principal=0, gone=0, moved=0.5)] * 10
    assert ends(told(growing).scenarios[0]) == pytest.approx((20, 20 + 52 * 0.5))
    shrinking = [Flow(weeks=1, interest=0, principal=0, gone=0, moved=-0.5)] * 10
    assert ends(told(shrinking).scenarios[0])[1] < 10
    assert ends(told(growing, hours=40).scenarios[2])[1] < 3  # what is paid grows no more


def test_the_drivers_of_growth_are_named_by_rule() -> None:
    observed = [Flow(weeks=1, interest=3, principal=4, gone=0, by_rule={"few": 1.0, "many": 2.0})] * 5
    observed += [Flow(weeks=1, interest=0, principal=0, gone=0)] * 5
    pace = told(observed).pace
    assert {one.rule: one.interest for one in pace.drivers} == {"few": 0.5, "many": 1.0}
    assert "what came most: many 1.0, few 0.50" in forecast_table(told(observed))


def test_hours_that_fixes_take_are_uncertain_too() -> None:
    """With the same level in every draw, the time that paying takes still spreads."""
    sure = make_ledger(*(item(f"i{n}", 4, 2, spread=1.0) for n in range(30)))
    found = forecast(sure, [], weeks=26, plan=None, weekly_hours=4, team_hours=None)
    middle = found.scenarios[1].points[13]
    assert middle.low < 0.8 * middle.value < middle.value < middle.high
    start = found.scenarios[1].points[0]
    assert start.low == start.high


def test_what_is_there_on_the_first_day_is_not_called_a_date() -> None:
    fate = told([], team=8).scenarios[0].bankruptcy  # 35 h a month; interest is 20, to a factor of two or so
    assert fate is not None and fate.week is None and fate.earliest == 0 and fate.already == fate.share > 0.1
    assert f"({fate.already:.0%} already do)" in forecast_table(told([], team=8))

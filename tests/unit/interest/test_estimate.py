"""Principal and interest of drafts: terms, caps, drivers, sources, and what must not move a number."""

from __future__ import annotations

import math
from datetime import timedelta
from importlib import resources

import pytest

from debtscope.api import Confidence, Driver, Finding, Severity
from debtscope.engine.draft import Draft
from debtscope.engine.interest.estimate import price
from debtscope.engine.interest.exposure import ExposureTable, file_exposure
from debtscope.engine.interest.priors import Priors, load_priors
from debtscope.model.ledger import Interest, Principal
from debtscope.model.settings import InterestSettings, Settings
from debtscope.model.vocabulary import Basis
from tests.unit.interest.builders import AS_OF, commit, draft, finding, history

SHIPPED = resources.files("debtscope_collectors.rules").joinpath("priors.toml").read_text("utf-8")
SMELL = """
[smell]
principal = { base = 1, each = 0.5, tiers = { A = 8, each-kind = { each = 2 } }, cap = 20 }
touch = { delta = [0.02, 0.07, 0.15], source = "t" }
[incident]
principal = { base = 2 }
incident = { per_month = [0.01, 0.03, 0.1], hours = [2, 6, 20], scale = { served = { default = [0.1, 0.3, 1], floor = 0.1 } } }
[exposed]
principal = { base = 2 }
exposure = { driver = "runs_per_month", default = [1, 4, 16], hours = [0.1, 0.2, 0.4] }
[both]
principal = { base = 2 }
touch = { delta = [0.02, 0.07, 0.15] }
incident = { per_month = [0.01, 0.03, 0.1], hours = [2, 6, 20] }
[hotspot]
principal = { base = 4 }
context = true
"""
_DEFAULT = InterestSettings()
FILES = [f"src/m{n}.py" for n in range(4)]


def table(*, fixes: int = 24, extra: int = 0, settings: InterestSettings | None = None) -> ExposureTable:
    """Every file touched every twenty days for two years; so many fixes in the last year; more touches of the first."""
    steady = [commit(20 * n + 1, path) for path in FILES for n in range(36)]
    fixing = [commit(15 * n + 2, FILES[n % 4], subject="Fix wrong result") for n in range(fixes)]
    more = [commit(20 * n + 5, FILES[0]) for n in range(extra)]
    loc = dict.fromkeys(FILES, 100)
    return file_exposure(history([*steady, *fixing, *more]), loc, AS_OF, settings or InterestSettings())


def priors(text: str = SMELL) -> Priors:
    return load_priors([text], Settings())


def one(item: Draft, exposure: ExposureTable | None = None, rows: Priors | None = None) -> tuple[Principal, Interest]:
    return price([item], exposure or table(), rows or priors(), Settings())[item.id]


def test_a_touch_term_is_touches_times_hours_times_extra_effort() -> None:
    exposure = table()
    _, interest = one(draft("smell", finding(FILES[0])), exposure)
    rate = exposure.files[FILES[0]].touches_per_month
    assert interest.hours_per_month == pytest.approx(rate * 2 * 0.07, abs=6e-4)
    assert interest.low < interest.hours_per_month < interest.high
    head, *inner = interest.factors
    assert (head.name, head.source) == ("touch term", Basis.DEFAULT)
    assert [f.source for f in inner] == [Basis.MEASURED, Basis.DEFAULT, Basis.DEFAULT]
    assert "git" in inner[0].ref


def test_doubling_a_files_touches_raises_its_touch_term_by_about_1_7_and_removing_them_lets_it_fall() -> None:
    item = draft("smell", finding(FILES[0]))
    _, before = one(item, table())
    _, after = one(item, table(extra=36))
    long_ago = [commit(20 * n + (241 if path == FILES[0] else 1), path) for path in FILES for n in range(36)]
    _, quiet = one(item, file_exposure(history(long_ago), dict.fromkeys(FILES, 100), AS_OF, _DEFAULT))
    assert 1.4 < after.hours_per_month / before.hours_per_month < 2.0
    assert quiet.hours_per_month < 0.6 * before.hours_per_month


def test_effects_of_the_terms_sum_to_the_interest() -> None:
    _, interest = one(draft("both", finding(FILES[1])))
    assert sum(f.effect_hours for f in interest.factors) == pytest.approx(interest.hours_per_month, abs=2e-3)
    assert [f.name for f in interest.factors if f.effect_hours] == ["touch term", "incident term"]


def test_a_single_product_keeps_its_points_as_the_band() -> None:
    _, interest = one(draft("exposed", finding()))
    assert interest.hours_per_month == pytest.approx(0.8)
    spread = math.hypot(math.log(4), math.log(2))  # of 1/4/16 and of 0.1/0.2/0.4, each at its 90 % point
    assert interest.high == pytest.approx(0.8 * math.exp(spread), rel=1e-3)
    assert interest.low == pytest.approx(0.8 / math.exp(spread), abs=1e-3)


def test_touch_terms_of_one_file_never_exceed_what_fixing_the_file_costs() -> None:
    exposure = table(fixes=4)
    cap = exposure.files[FILES[0]].corrective_hours_per_month
    items = [draft("smell", finding(FILES[0]), name=f"TST-{n}") for n in range(30)]
    priced = price(items, exposure, priors(), Settings())
    rates = [interest.hours_per_month for _, interest in priced.values()]
    assert sum(rates) == pytest.approx(cap, abs=0.03)
    told = [f for f in priced["TST-3"][1].factors if f.name == "cap of the file"]
    assert told
    assert "30 items" in told[0].ref
    assert 0 < told[0].value < 1


def test_the_cap_of_one_file_is_no_business_of_another_nor_of_incidents() -> None:
    exposure = table(fixes=4)
    crowd = [draft("both", finding(FILES[0]), name=f"TST-{n}") for n in range(30)]
    alone = draft("smell", finding(FILES[1]), name="alone")
    priced = price([*crowd, alone], exposure, priors(), Settings())
    assert priced["alone"][1] == one(draft("smell", finding(FILES[1]), name="alone"), exposure)[1]
    incident = next(f for f in priced["TST-0"][1].factors if f.name == "incident term")
    assert incident.effect_hours == pytest.approx(0.18)


def test_a_measured_driver_replaces_the_default_and_keeps_its_reference() -> None:
    driver = Driver(name="runs_per_month", value=20, unit="runs", ref="mlruns: 60 runs in 90 days")
    _, default = one(draft("exposed", finding()))
    _, measured = one(draft("exposed", finding(drivers=[driver])))
    assert measured.hours_per_month == pytest.approx(default.hours_per_month * 5)
    factor = next(f for f in measured.factors if f.name == "runs a month")
    assert (factor.source, factor.ref, factor.value) == (Basis.MEASURED, "mlruns: 60 runs in 90 days", 20)


def test_what_machines_repeat_is_counted_by_the_day() -> None:
    daily, hourly = (
        one(draft("exposed", finding(drivers=[Driver(name="runs_per_month", value=v, unit="runs", ref="cron")])))[1]
        for v in (365.25 / 12, 730.5)
    )
    assert hourly.hours_per_month == pytest.approx(daily.hours_per_month)
    factor = next(factor for factor in hourly.factors if factor.name == "runs a month")
    assert (factor.value, factor.ref) == (30.438, "cron; 730 a month are counted by the day")


@pytest.mark.parametrize(("served", "expected"), [(1.0, 0.18), (0.0, 0.018), (None, 0.054)])
def test_a_scale_has_a_floor_and_a_default(served: float | None, expected: float) -> None:
    drivers = [] if served is None else [Driver(name="served", value=served, unit="x", ref="alias")]
    _, interest = one(draft("incident", finding(drivers=drivers)))
    assert interest.hours_per_month == pytest.approx(expected, abs=1e-3)


def test_of_several_findings_the_largest_driver_stands() -> None:
    small, large = (finding(drivers=[Driver(name="runs_per_month", value=v, unit="runs")]) for v in (2, 9))
    _, interest = one(draft("exposed", small, large))
    assert interest.hours_per_month == pytest.approx(9 * 0.2)


def test_severity_and_confidence_move_no_number() -> None:
    prices = {
        one(draft("both", finding(FILES[0], severity=severity), name="x", severity=severity, confidence=confidence))
        for severity in Severity
        for confidence in Confidence
    }
    assert len(prices) == 1


def test_context_shows_the_files_fixes_and_charges_nothing() -> None:
    exposure = table()
    _, interest = one(draft("hotspot", finding(FILES[0])), exposure)
    assert (interest.hours_per_month, interest.low, interest.high) == (0, 0, 0)
    assert interest.factors[0].value == pytest.approx(exposure.files[FILES[0]].corrective_hours_per_month, abs=2e-3)
    assert sum(f.effect_hours for f in interest.factors) == 0


def test_a_hotspot_does_not_use_up_the_cap_of_its_files_items() -> None:
    exposure = table(fixes=4)
    smell = draft("smell", finding(FILES[0]), name="s")
    alone = price([smell], exposure, priors(), Settings())["s"]
    beside = price([smell, draft("hotspot", finding(FILES[0]))], exposure, priors(), Settings())["s"]
    assert alone == beside


def test_a_file_outside_production_has_a_touch_term_by_its_own_touches_and_no_cap() -> None:
    other = "conf/app.yaml"
    work = [commit(20 * n + 1, path) for path in [*FILES, other] for n in range(36)]
    exposure = file_exposure(history(work), dict.fromkeys(FILES, 100), AS_OF, _DEFAULT)
    _, interest = one(draft("smell", finding(other)), exposure)
    assert interest.hours_per_month > 0
    assert not [f for f in interest.factors if f.name == "cap of the file"]


@pytest.mark.parametrize(
    ("findings", "hours", "words"),
    [
        ([finding()], 1.5, "1 h + 0.5 h x 1"),
        ([finding(occurrences=4), finding()], 3.5, "0.5 h x 5"),
        ([finding(tier="A")], 9.5, "as A"),
        ([finding(tier="A"), finding(tier="A")], 10.0, "as A"),
        ([finding(tier="each-kind", occurrences=3)], 8.5, "6 h by kind"),
        ([finding(occurrences=400)], 20, "at most 20 h"),
        ([finding(tier="unknown")], 1.5, "1 h"),
    ],
)
def test_principal_is_base_tier_and_occurrences(findings: list[Finding], hours: float, words: str) -> None:
    principal, _ = one(draft("smell", *findings))
    assert principal.hours == pytest.approx(hours)
    assert (principal.low, principal.high) == (pytest.approx(hours / 2), pytest.approx(hours * 2))
    assert words in principal.basis


def test_numbers_have_at_most_three_decimals_and_do_not_depend_on_order() -> None:
    items = [draft(slug, finding(FILES[n % 4]), name=f"{slug}{n}") for slug in ("smell", "both") for n in range(9)]
    forward = price(items, table(), priors(), Settings())
    backward = price(items[::-1], table(), priors(), Settings())
    assert dict(forward) == dict(backward)
    for principal, interest in forward.values():
        for number in (principal.hours, interest.hours_per_month, interest.low, interest.high):
            assert number == round(number, 3)


def test_every_shipped_row_prices_a_file_item_within_reason() -> None:
    rows = load_priors([SHIPPED], Settings())
    for slug in rows.rows:
        principal, interest = one(draft(slug, finding(FILES[0])), rows=rows)
        assert 0.05 < principal.hours < 100, slug
        assert 0 <= interest.low <= interest.hours_per_month <= interest.high < 60, slug


def test_as_of_moves_the_price() -> None:
    steady = [commit(20 * n + 1, path) for path in FILES for n in range(36)]
    loc = dict.fromkeys(FILES, 100)
    item = draft("smell", finding(FILES[0]))
    now, later = (
        one(item, file_exposure(history(steady), loc, AS_OF + timedelta(days=d), _DEFAULT))[1] for d in (0, 300)
    )
    assert later.hours_per_month < now.hours_per_month


def test_a_milder_variety_counts_in_part_and_whole_cases_do_not_tell_it() -> None:
    text = (
        "incident = { per_month = [0.01, 0.04, 0.2], hours = [5, 10, 20], scale = { part = { default = [1, 1, 1] } } }"
    )
    rows = priors(f"[exposed]\nprincipal = {{ base = 2 }}\n{text}\n")
    _, whole = one(draft("exposed", finding()), rows=rows)
    mild = Driver(name="part", value=0.2, unit="x", ref="judgement: it is seen", basis=Basis.DEFAULT)
    _, part = one(draft("exposed", finding(drivers=[mild])), rows=rows)
    names = [{factor.name for factor in told.factors} for told in (whole, part)]
    assert "part of such a case" in names[1] - names[0]
    terms = [next(f.value for f in told.factors if f.name == "incident term") for told in (whole, part)]
    assert terms[0] > 0.3 and terms[1] == pytest.approx(0.2 * terms[0], abs=2e-3)

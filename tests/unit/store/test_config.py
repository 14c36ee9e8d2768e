"""Settings: every key is read, every mistake names file and key, nothing leads outside."""

from __future__ import annotations

import pytest

from debtscope.model.errors import UsageError
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import Maturity, Severity
from debtscope.store.config import load_settings, parse_settings

WHOLE = """
maturity = "pilot"
external_ci = true
served_aliases = ["live"]
ignore = ["third_party/**"]
production = ["jobs/**"]
mlflow = ["tracking/mlflow.db"]
monitoring = ["reports"]
[privacy]
authors = "hashes"
[components]
features = ["src/features/**"]
[models.churn]
reports = ["reports/churn/**"]
owner = "ana"
[rules.todo-line]
severity = "high"
ignore = ["docs/**"]
[priors.todo-line.principal]
base = 3
[interest]
hours_per_fix = 6
horizon_weeks = 26
"""


def test_every_key_is_read() -> None:
    found = parse_settings(WHOLE.encode(), slugs=["todo-line"])
    assert found.maturity is Maturity.PILOT
    assert found.models["churn"].owner == "ana"
    assert found.rules["todo-line"].severity is Severity.HIGH
    assert found.priors["todo-line"] == {"principal": {"base": 3}}
    assert (found.interest.hours_per_fix, found.interest.horizon_weeks, found.authors) == (6.0, 26, "hashes")
    assert found.digest == parse_settings(("# words\n" + WHOLE).encode()).digest
    assert found.digest != parse_settings(WHOLE.replace("26", "27").encode()).digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maturty = 'pilot'", "maturity"),
        ("maturity = 'done'", "research, pilot, production"),
        ("external_ci = 'yes'", "true or false"),
        ("ignore = 'x'", "a list of texts"),
        ("[privacy]\nauthors = 'emails'", "names, hashes, none"),
        ("[rules.todo-lime]\nenabled = false", "todo-line"),
        ("[rules.todo-line]\nenable = false", "enabled"),
        ("[models.m]\nreport = []", "reports"),
        ("[interest]\nhours_per_fix = -1", "number"),
        ("[interest]\nhorizon_weeks = 1.5", "whole number"),
        ("mlflow = ['../other/mlruns']", "not inside"),
        ("monitoring = ['/etc']", "not inside"),
        ("mlflow = ['~/mlruns']", "not inside"),
        ("mlflow = ['https://tracking.example']", "not inside"),
        ("[profile]\nrisk = 'minimal'", "risk_reason"),
        ("[profile]\nrisk = 'none'\nrisk_reason = 'x'", "minimal, limited, high"),
        ("[profile]\ncommercial = 'no'", "true or false"),
        ("[models.m]\nmax_age_days = 0", "days"),
        ("rules = 3", "table"),
        ("maturity = ", "not TOML"),
        ("x = " + "[" * 5000, "TOML"),
        ("x = " + "9" * 6000, "TOML"),
    ],
)
def test_a_mistake_names_the_file_and_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_settings(text.encode(), slugs=["todo-line"])
    assert "debtscope.toml" in caught.value.message
    assert said in caught.value.message + caught.value.hint


def test_the_own_file_stands_before_pyproject() -> None:
    files = {"pyproject.toml": b"[tool.debtscope]\nmaturity = 'pilot'\n"}
    assert load_settings(files.get).maturity is Maturity.PILOT
    files["debtscope.toml"] = b""
    assert load_settings(files.get).maturity is None
    assert load_settings(lambda name: None) == Settings()
    with pytest.raises(UsageError, match="pyproject"):
        load_settings({"pyproject.toml": b"[tool.debtscope]\nnope = 1\n"}.get)


def test_what_only_the_team_knows() -> None:
    text = """
    [profile]
    commercial = false
    regions = ["EU"]
    risk = "minimal"
    risk_reason = "it sorts photographs"
    gateway = "Kong of the platform team"
    sensitive = { age = "the price depends on it by law" }
    [models.churn]
    max_age_days = 90
    static = true
    consumers = ["billing"]
    """
    found = parse_settings(text.encode())
    assert (found.profile.commercial, found.profile.people) == (False, None)
    assert found.profile.regions == ("EU",)
    assert found.profile.gateway == "Kong of the platform team"
    assert (found.profile.risk, found.profile.risk_reason) == ("minimal", "it sorts photographs")
    assert found.profile.sensitive == {"age": "the price depends on it by law"}
    assert (found.models["churn"].max_age_days, found.models["churn"].static) == (90, True)
    assert found.models["churn"].consumers == ("billing",)

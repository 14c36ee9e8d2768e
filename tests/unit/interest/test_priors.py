"""The table of assumed numbers: the shipped one is whole, and a team's overrides are taken or refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pytest

from debtscope.engine.interest.priors import load_priors
from debtscope.model.errors import UsageError
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import Basis

SHIPPED = resources.files("debtscope_collectors.rules").joinpath("priors.toml").read_text("utf-8")

FIRST_RULES = [
    "secret-in-repo",
    "unpinned-dependencies",
    "training-data-not-versioned",
    "dvc-lock-stale",
    "dvc-undeclared-io",
    "fit-before-split",
    "training-code-untested",
    "no-ci-tests",
    "ci-without-ml-tests",
    "train-serve-duplicate-features",
    "model-not-persisted",
    "unsafe-model-deserialisation",
    "randomness-uncontrolled",
    "silent-failure-in-ml-path",
    "file-version-suffixes",
    "ml-hotspot",
    "run-without-source-commit",
    "fixed-decision-threshold",
    "model-without-signature",
    "deployed-model-unmonitored",
    "drift-ignored",
    "stale-monitoring",
    "alert-without-owner-or-runbook",
    "hub-asset-unpinned-rights",
    "pii-in-committed-data",
]


def load(**overrides: Mapping[str, object]) -> Settings:
    return Settings(priors={slug.replace("_", "-"): row for slug, row in overrides.items()})


def test_every_first_rule_has_a_row_with_hours_to_pay_and_a_cost() -> None:
    priors = load_priors([SHIPPED], Settings())
    for slug in FIRST_RULES:
        assert slug in priors.rows, slug
        prior = priors.rows[slug]
        assert prior.is_context or prior.exposure or prior.incident, slug
        for term in (prior.exposure, prior.incident):
            if term:
                assert term.source, slug
                assert 0 < term.frequency.low < term.frequency.mid < term.frequency.high, slug
                assert 0 < term.hours.low < term.hours.mid < term.hours.high, slug


def test_a_rule_without_a_row_gets_the_default_row() -> None:
    priors = load_priors([SHIPPED], Settings())
    assert priors.of("somebody-elses-rule").slug == "default"
    assert load_priors([], Settings()).of("any").principal.base > 0


def test_a_packages_row_does_not_replace_ours() -> None:
    other = "[secret-in-repo]\nprincipal = { base = 99 }\n[their-own]\nprincipal = { base = 7 }\n"
    priors = load_priors([SHIPPED, other], Settings())
    assert priors.of("secret-in-repo").principal.base != 99
    assert priors.of("their-own").principal.base == 7


def test_an_override_replaces_that_key_alone_and_is_the_teams() -> None:
    base = load_priors([SHIPPED], Settings()).of("no-ci-tests")
    settings = load(no_ci_tests={"incident": {"hours": [1, 2, 3]}, "principal": {"tiers": {"no-ci": 5}}})
    prior = load_priors([SHIPPED], settings).of("no-ci-tests")
    assert prior.incident is not None
    assert base.incident is not None
    assert (prior.incident.hours.mid, prior.incident.hours.basis) == (2.0, Basis.TEAM)
    assert prior.incident.frequency == base.incident.frequency
    assert prior.principal.tiers["no-ci"].base == 5
    assert prior.principal.basis is Basis.TEAM
    assert prior.exposure == base.exposure


def test_an_override_for_some_paths_or_models_lies_over_the_rules_own() -> None:
    settings = load(
        unsafe_model_deserialisation={
            "incident": {"hours": [10, 20, 30]},
            "where": [
                {"paths": ["src/serving", "*.ipynb"], "incident": {"per_month": [0.1, 0.2, 0.3]}},
                {"models": ["churn"], "principal": {"each": 9}},
                {"paths": ["src/**"], "models": ["rank"], "principal": {"each": 4}},
            ],
        }
    )
    priors = load_priors([SHIPPED], settings)

    def told(path: str | None, *models: str) -> tuple[float, float, float]:
        row = priors.of("unsafe-model-deserialisation", path, models)
        assert row.incident
        return row.incident.frequency.mid, row.incident.hours.mid, row.principal.each

    usual = (0.01, 20, 0.1)
    assert told("src/other.py") == told(None) == told("x.py", "rank") == told("src/a.py", "other") == usual
    assert told("src/serving/a.py") == told("deep/x.ipynb") == (0.2, 20, 0.1)
    assert told("src/a.py", "churn") == told(None, "churn") == (0.01, 20, 9)
    assert told("src/a.py", "rank") == (0.01, 20, 4)
    row = priors.of("unsafe-model-deserialisation", "src/serving/a.py")
    assert row.incident
    assert row.incident.frequency.basis is Basis.TEAM


@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        ({"no-ci-tests": {"where": {"paths": ["a"]}}}, "priors.no-ci-tests.where"),
        ({"no-ci-tests": {"where": [{"principal": {"base": 1}}]}}, "priors.no-ci-tests.where[0]"),
        ({"no-ci-tests": {"where": [{"paths": "a"}]}}, "priors.no-ci-tests.where[0].paths"),
        ({"no-ci-tests": {"where": [{"paths": ["a"], "princpal": 1}]}}, "priors.no-ci-tests.where[0].princpal"),
        (
            {"no-ci-tests": {"where": [{"models": ["a"], "incident": {"hours": -1}}]}},
            "priors.no-ci-tests.where[0].incident.hours",
        ),
        ({"no-ci-test": {}}, "priors.no-ci-test"),
        ({"no-ci-tests": {"princpal": {}}}, "priors.no-ci-tests.princpal"),
        ({"no-ci-tests": {"incident": {"hour": 1}}}, "priors.no-ci-tests.incident.hour"),
        ({"no-ci-tests": {"incident": {"hours": [3, 2, 1]}}}, "priors.no-ci-tests.incident.hours"),
        ({"no-ci-tests": {"incident": {"hours": "many"}}}, "priors.no-ci-tests.incident.hours"),
        ({"no-ci-tests": {"incident": 3}}, "priors.no-ci-tests.incident"),
        ({"no-ci-tests": {"principal": {"base": -1}}}, "priors.no-ci-tests.principal.base"),
        ({"no-ci-tests": {"principal": {"base": True}}}, "priors.no-ci-tests.principal.base"),
        ({"no-ci-tests": {"principal": {"base": float("inf")}}}, "priors.no-ci-tests.principal.base"),
        ({"no-ci-tests": {"principal": {"low": 0}}}, "priors.no-ci-tests.principal"),
        (
            {"no-ci-tests": {"principal": {"tiers": {"no-ci": {"bse": 1}}}}},
            "priors.no-ci-tests.principal.tiers.no-ci.bse",
        ),
        ({"no-ci-tests": {"context": 1}}, "priors.no-ci-tests.context"),
        ({"no-ci-tests": {"exposure": {"driver": 4}}}, "priors.no-ci-tests.exposure.driver"),
    ],
)
def test_a_wrong_override_names_its_key(overrides: dict[str, dict[str, object]], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_priors([SHIPPED], Settings(priors=overrides))
    assert caught.value.message.startswith(named + ":") or caught.value.message.startswith(named + ".")


def test_the_nearest_known_name_is_offered() -> None:
    with pytest.raises(UsageError) as caught:
        load_priors([SHIPPED], Settings(priors={"no-ci-test": {}}))
    assert "no-ci-tests" in caught.value.hint


def test_a_table_that_is_no_toml_is_the_users_to_mend() -> None:
    with pytest.raises(UsageError):
        load_priors(["[broken"], Settings())


def test_a_source_that_is_a_page_is_there() -> None:
    """`docs/interest.md 5` is its fifth section."""
    top = Path(__file__).resolve().parents[3]
    named = set(re.findall(r'"(docs/[a-z]+\.md) (\d)', SHIPPED))
    assert named
    for path, number in named:
        assert re.search(rf"^## {number}\. ", (top / path).read_text("utf-8"), re.MULTILINE), (path, number)

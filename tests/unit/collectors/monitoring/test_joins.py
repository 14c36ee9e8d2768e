"""Binding, watching, maturity and credits, on made trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Credit, Maturity, ModelRecord, RepositoryMaturity
from debtscope.testing import facts_of, write_tree
from debtscope_collectors.joins.facts import BoundReport, ModelWatch
from debtscope_collectors.joins.naming import contains, matches, words
from tests.rules.monitoring_made import WEEKS, evidently, manifest, registry, reports

ISVC = {"deploy/a.yaml": manifest("parcel-eta"), "deploy/b.yaml": manifest("parcel-eta-night")}


def test_words_of_names_in_any_spelling() -> None:
    assert words("ChurnClfDrift") == words("churn_clf:drift") == words("churn-clf drift") == ("churn", "clf", "drift")
    assert contains(words("monitoring/churn_clf/report.json"), words("churn-clf"))
    assert not contains(words("churn_auc"), words("churn-clf"))


@pytest.mark.parametrize(
    ("path", "glob", "expected"),
    [
        ("monitoring/a/b.json", "monitoring/**", True),
        ("outside:monitoring/a/b.json", "monitoring/**", True),
        ("outside:exports/a/b.json", "a/*.json", True),
        ("monitoring/a/b.json", "monitoring", True),
        ("monitoring/a/b.json", "monitor", False),
        ("reports/b.json", "reports/**/*.json", True),
        ("other/b.json", "reports/**", False),
    ],
)
def test_globs_of_the_settings(path: str, glob: str, *, expected: bool) -> None:
    assert matches(path, (glob,)) is expected


def test_reports_are_bound_by_the_best_hint_and_the_longest_name() -> None:
    facts = facts_of(
        {
            **ISVC,
            "debtscope.toml": '[models.parcel-eta]\nreports = ["special/**"]\n',
            "special/parcel-eta-night_2026-11-16.json": evidently("2026-11-16", ()),
            "reports/x_2026-11-16.json": evidently("2026-11-16", (), model="Parcel_ETA"),
            "reports/parcel_eta_night/x_2026-11-16.json": evidently("2026-11-16", ()),
            "reports/parcel-eta/x_2026-11-16.json": evidently("2026-11-16", ()),
            "reports/unknown_2026-11-16.json": evidently("2026-11-16", ()),
        }
    )
    told = {bound.report.path: (bound.model, bound.bound_by) for bound in facts.all(BoundReport)}
    assert told == {
        "special/parcel-eta-night_2026-11-16.json": ("parcel-eta", "settings"),
        "reports/x_2026-11-16.json": ("parcel-eta", "content"),
        "reports/parcel_eta_night/x_2026-11-16.json": ("parcel-eta-night", "path"),
        "reports/parcel-eta/x_2026-11-16.json": ("parcel-eta", "path"),
        "reports/unknown_2026-11-16.json": (None, "none"),
    }


def test_the_only_served_model_takes_what_names_none() -> None:
    facts = facts_of(
        {"deploy/a.yaml": manifest("parcel-eta"), "reports/x_2026-11-16.json": evidently("2026-11-16", ())}
    )
    assert [(b.model, b.bound_by) for b in facts.all(BoundReport)] == [("parcel-eta", "only-model")]


def test_alerts_and_dashboards_speak_of_the_model_with_the_longest_name() -> None:
    rules = "groups:\n  - name: g\n    rules:\n      - alert: ParcelEtaNightSlow\n        expr: up == 0\n      - alert: EtaSlow\n        expr: up == 0\n"
    board = '{"title": "models", "schemaVersion": 39, "panels": [{"title": "auc", "targets": [{"expr": "parcel_eta_auc"}]}]}'
    facts = facts_of({**ISVC, "ops/rules.yml": rules, "grafana/models.json": board})
    told = {watch.model: (watch.alerts, watch.dashboards) for watch in facts.all(ModelWatch)}
    assert told == {
        "parcel-eta": ((), ("grafana/models.json",)),
        "parcel-eta-night": (("ParcelEtaNightSlow",), ()),
    }


@pytest.mark.parametrize(
    ("files", "value", "word"),
    [
        ({"deploy/a.yaml": manifest("parcel-eta")}, Maturity.PRODUCTION, "parcel-eta is deployed"),
        ({"dvc.yaml": "stages:\n  a:\n    cmd: python a.py\n", ".dvc/config": ""}, Maturity.PILOT, "dvc.yaml"),
        ({".github/workflows/ci.yml": "on: push\njobs:\n  t:\n    steps:\n      - run: pytest\n"}, Maturity.PILOT, "ci.yml"),
        ({"src/a.py": "print(1)\n"}, Maturity.RESEARCH, "no deployed model"),
        (
            {"deploy/a.yaml": manifest("x-y"), "debtscope.toml": '[models.x-y]\nretired = true\n'},
            Maturity.RESEARCH, "no deployed model",
        ),
        ({"deploy/a.yaml": manifest("x-y"), "debtscope.toml": 'maturity = "pilot"\n'}, Maturity.PILOT, "configuration"),
    ],
)  # fmt: skip
def test_maturity(files: dict[str, str], value: Maturity, word: str) -> None:
    (maturity,) = facts_of(files).all(RepositoryMaturity)
    assert maturity.value is value
    assert word in maturity.reason


def test_models_and_credits_of_a_watched_and_an_answered_model(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "debtscope.toml": '[models.parcel-eta]\nowner = "parcels"\nreports = ["exports/**"]\n',
            **reports("exports/weekly", WEEKS, "2026-11-02"),
        },
    )
    registry(
        tmp_path / "mlflow.db", [("parcel-eta", 1, "2025-10-16"), ("parcel-eta", 2, "2026-11-07")], {"parcel-eta": 2}
    )
    facts = facts_of(tmp_path, mlflow=[str(tmp_path / "mlflow.db")])
    (record,) = facts.all(ModelRecord)
    assert (record.served, record.owner, record.drifting_since) == ("2", "parcels", "2026-11-02")
    assert record.watched_by == ("evidently",)
    told = {credit.id: credit.evidence for credit in facts.all(Credit)}
    assert "version 2 is served on 2026-11-07" in told["CR-15"][0]
    assert "last 2026-11-16" in told["CR-13"][0]


def test_fixtures_of_tests_are_nobodys_reports_unless_the_team_says_so() -> None:
    files = {"deploy/a.yaml": manifest("parcel-eta"), **reports("tests/data/drift", WEEKS, "2026-10-12")}
    assert facts_of(files).all(BoundReport) == ()
    mapped = {**files, "debtscope.toml": '[models.parcel-eta]\nreports = ["tests/data/**"]\n'}
    assert len(facts_of(mapped).all(BoundReport)) == len(WEEKS)

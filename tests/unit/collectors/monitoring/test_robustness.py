"""Anybody may have written these files: readers must neither raise nor hang, and say what they could not read."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from debtscope.api import DiagnosticSeverity
from debtscope.engine.facts import FactStore
from debtscope.testing import facts_of
from debtscope_collectors.sources.monitoring import (
    alertmanager,
    deepchecks,
    evidently,
    grafana,
    great_expectations,
    metrics,
    nannyml,
    prometheus,
)
from debtscope_collectors.sources.monitoring.dates import dating, parse_time
from debtscope_collectors.sources.monitoring.facts import AlertRouting, AlertRule, MonitorReport
from debtscope_collectors.sources.monitoring.promql import metrics_of

CORPUS = Path(__file__).parents[3] / "corpora" / "monitoring"
DATE = dating(None)
JUNK: tuple[object, ...] = (
    None, True, -1, 1e308, float("nan"), float("inf"), "", "x" * 5000, "2026-99-99", [3], {1: 2}, [[0]], [None, 3], {"a": {"b": [1]}}, 10**400,
)  # fmt: skip
Reader = Callable[[object], Iterable[object]]
JSON_READERS: dict[str, tuple[str, Reader]] = {
    "evidently report": ("evidently-0.4/report_2026-11-02.json", lambda d: evidently.read(d, "p.json", DATE)),
    "evidently suite": ("evidently-0.4/tests_2026-11-16.json", lambda d: evidently.read(d, "p.json", DATE)),
    "evidently 0.7": ("evidently-0.7/run_2026-11-02.json", lambda d: evidently.read(d, "p.json", DATE)),
    "gx": ("gx-0.18/validation_2026-11-16.json", lambda d: great_expectations.read(d, "p.json", DATE)),
    "gx checkpoint": ("gx-1/checkpoint_2026-11-16.json", lambda d: great_expectations.read(d, "p.json", DATE)),
    "deepchecks": ("deepchecks/train_test_validation.json", lambda d: deepchecks.read(d, "p.json", DATE)),
    "prometheus": ("static/prom_query_up.json", lambda d: prometheus.read_answer(d, "p.json")),
    "alerts": ("static/prom_alerts.json", lambda d: prometheus.read_answer(d, "p.json")),
    "grafana": ("config/grafana/churn.json", lambda d: grafana.read_dashboard(d, "p.json")),
}


def spoil(document: object, dice: random.Random) -> object:
    """The document with a few of its values replaced by junk, or its keys lost."""
    spoilt = copy.deepcopy(document)
    for _ in range(dice.randint(1, 4)):
        at: object = spoilt
        for _ in range(dice.randint(1, 7)):
            if isinstance(at, dict) and at:
                key = dice.choice(list(at))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
                inner = at[key]  # pyright: ignore[reportUnknownVariableType]
                if not isinstance(inner, (dict, list)) or dice.random() < 0.2:
                    at[key] = dice.choice(JUNK)
                    break
                at = inner  # pyright: ignore[reportUnknownVariableType]
            elif isinstance(at, list) and at:
                place = dice.randrange(len(at))  # pyright: ignore[reportUnknownArgumentType]
                if dice.random() < 0.2:
                    at[place] = dice.choice(JUNK)
                    break
                at = at[place]  # pyright: ignore[reportUnknownVariableType]
    return spoilt


@pytest.mark.parametrize("name", JSON_READERS)
def test_spoilt_documents_are_read_as_far_as_they_go(name: str) -> None:
    path, read = JSON_READERS[name]
    document = json.loads((CORPUS / path).read_text(encoding="utf-8"))
    assert list(read(document)), "the whole document is read"
    dice = random.Random(f"debtscope {name}")
    for _ in range(150):
        for fact in read(spoil(document, dice)):
            assert len(repr(fact)) < 200_000
    for junk in JUNK:
        assert list(read(junk)) == []


@pytest.mark.parametrize(
    "name", ["univariate_drift", "realized_performance", "estimated_performance_flat", "missing_values"]
)
def test_spoilt_tables_are_read_as_far_as_they_go(name: str) -> None:
    text = (CORPUS / "nannyml" / f"{name}.csv").read_text(encoding="utf-8")
    dice = random.Random(f"debtscope {name}")
    for _ in range(60):
        letters = list(text)
        for _ in range(dice.randint(1, 40)):
            letters[dice.randrange(len(letters))] = dice.choice(',\n"\x00;é0')
        spoilt = "".join(letters[: dice.randrange(len(letters))])
        assert all(isinstance(found, MonitorReport) for found in nannyml.read(spoilt, "p.csv", DATE))
        list(metrics.read(spoilt, "p.csv"))


def test_spoilt_configurations() -> None:
    rules: dict[str, object] = {
        "groups": [
            {"name": "g", "rules": [{"alert": "A", "expr": 1, "for": [0], "labels": {"a": {"b": 1}}}, 7, {"record": 2}]}
        ]
    }
    (alert,) = prometheus.read_rules([rules, None, 3], "", "p.yml")
    assert isinstance(alert, AlertRule)
    assert (alert.expr, alert.labels, alert.for_seconds) == ("1", (), None)
    loop: dict[str, object] = {"receiver": "a", "matchers": ["}{", 3, {"name": None}]}
    loop["routes"] = [loop]
    manager: object = {"route": loop, "receivers": [{"name": "a", "email_configs": [{"to": 7}]}, 9]}
    (routing,) = alertmanager.read(manager, "p.yml")
    assert len(routing.routes) <= alertmanager.MAX_ROUTES


def test_a_long_expression_costs_no_more_than_its_length() -> None:
    assert len(metrics_of("a" * 100_000)) <= 1
    assert metrics_of("(" * 50_000 + "{" * 50_000 + "[" * 50_000) == ()


def test_times_out_of_range_are_no_times() -> None:
    for junk in (*JUNK, "9999-12-31T23:59:59-14:00", "2026-11-16T06:00:00+99:99", -5, 1e15):
        found = parse_time(junk)
        assert found is None or datetime(1970, 1, 1, tzinfo=UTC) < found


def test_one_bad_file_costs_one_diagnostic() -> None:
    good = (CORPUS / "evidently-0.7" / "run_2026-11-02.json").read_bytes()
    store = facts_of(
        {
            "reports/drift_2026-11-02.json": good,
            "reports/drift_2026-11-09.json": good[: len(good) // 2],
            "ops/rules.yml": "groups:\n  - rules:\n      - alert: A\n        expr: [}\n",
            "chart/templates/rules.yaml": "groups:\n  - rules:\n      - alert: {{ .Values.name }}\n        expr: up\n",
        },
        collectors=("files", "monitoring"),
    )
    assert isinstance(store, FactStore)
    assert [report.path for report in store.all(MonitorReport)] == ["reports/drift_2026-11-02.json"]
    told = {d.path: (d.severity, d.message) for d in store.diagnostics if d.collector == "monitoring"}
    assert told["reports/drift_2026-11-09.json"][0] is DiagnosticSeverity.WARNING
    assert told["ops/rules.yml"][0] is DiagnosticSeverity.WARNING
    assert "helm template" in told["chart/templates/rules.yaml"][1]


def test_braces_in_annotations_are_no_template() -> None:
    rules = """groups:
  - name: g
    rules:
      - alert: Down
        expr: up == 0
        annotations:
          summary: "{{ $labels.job }} is down"
          description: |
            {{ $labels.job }} has been down
            {{ $value }} times
"""
    manager = """route:
  receiver: chat
receivers:
  - name: chat
    slack_configs:
      - channel: "#eta"
        text: |
          {{ range .Alerts }}
          {{ .Annotations.summary }}
          {{ end }}
"""
    facts = facts_of({"ops/rules.yml": rules, "ops/alertmanager.yml": manager}, collectors=("files", "monitoring"))
    assert [alert.name for alert in facts.all(AlertRule)] == ["Down"]
    assert [routing.receivers[0].kinds for routing in facts.all(AlertRouting)] == [("slack",)]


def test_data_that_only_looks_like_a_report_is_left_alone() -> None:
    facts = facts_of(
        {
            "data/metrics.json": json.dumps({"metrics": [{"name": "auc", "value": 0.8}]}),
            "reports/tests.json": json.dumps({"tests": [{"name": "t", "outcome": "passed"}], "summary": {}}),
            "reports/people.csv": "date,name,precision\n2026-01-01,Ms Roe,0.5\n",
            "dashboards/config.json": json.dumps({"title": "x", "panels": "none", "annotations": []}),
        },
        collectors=("files", "monitoring"),
    )
    assert facts.all(MonitorReport) == ()
    assert not facts.read("monitoring")


def test_rules_and_routes_inside_a_configmap_are_read() -> None:
    config = """apiVersion: v1
kind: ConfigMap
data:
  alerts.yml: |
    groups:
      - name: g
        rules:
          - alert: Down
            expr: up == 0
            annotations:
              summary: "{{ $labels.job }} is down"
  broken.yml: |
    groups: [}
---
apiVersion: v1
kind: Secret
stringData:
  alertmanager.yml: |
    route:
      receiver: chat
    receivers:
      - name: chat
        slack_configs: [{channel: "#eta"}]
"""
    store = facts_of({"k8s/prometheus.yaml": config}, collectors=("files", "monitoring"))
    assert isinstance(store, FactStore)
    assert [(alert.name, alert.line) for alert in store.all(AlertRule)] == [("Down", 8)]
    assert [routing.receivers[0].kinds for routing in store.all(AlertRouting)] == [("slack",)]
    assert ["text block" in d.message for d in store.diagnostics if d.collector == "monitoring"] == [True]

"""What the readers make of files that the real tools wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from debtscope.api import DiagnosticSeverity, Facts
from debtscope.engine.facts import FactStore
from debtscope.testing import facts_of
from debtscope_collectors.sources.monitoring import parquet
from debtscope_collectors.sources.monitoring.facts import (
    AlertRouting,
    AlertRule,
    Dashboard,
    FiringAlert,
    MetricSeries,
    MonitorReport,
    RecordingRule,
)

CORPUS = Path(__file__).parents[3] / "corpora" / "monitoring"


@cache
def corpus() -> Facts:
    return facts_of(CORPUS, collectors=("files", "monitoring"))


def report(path: str) -> MonitorReport:
    found = [report for report in corpus().all(MonitorReport) if report.path == path]
    assert len(found) == 1, f"{path}: {len(found)} reports"
    return found[0]


@pytest.mark.parametrize(
    ("path", "version", "dated_by", "share", "limit", "drifted"),
    [
        ("evidently-0.4/report_2026-11-02.json", "0.4.40", "content", 0.5556, 0.5, 5),
        ("evidently-0.4/snapshot_2026-11-16.json", None, "content", 0.6667, 0.5, 6),
        ("evidently-0.4/as_dict_2026-11-16.json", None, "name", 0.6667, 0.5, 6),
        ("evidently-0.4/tests_2026-11-16.json", "0.4.40", "content", 0.6667, 0.3, 6),
        ("evidently-0.7/run_2026-11-02.json", "0.7", "name", 0.5556, 0.5, 5),
        ("evidently-0.7/dict_2026-11-16.json", "0.7", "name", 0.6667, 0.5, 6),
        ("evidently-0.7/snapshot_2026-11-16.json", "0.7", "content", 0.6667, 0.5, 6),
    ],
)
def test_every_form_of_evidently_says_the_same(
    path: str, version: str | None, dated_by: str, share: float, limit: float, drifted: int
) -> None:
    read = report(path)
    assert read.tool == "evidently"
    assert read.tool_version == version
    assert read.dated_by == dated_by
    assert read.at is not None
    assert read.at.date().isoformat() == path[-15:-5]
    assert read.dataset_drift is True
    assert read.drift_share == pytest.approx(share, abs=1e-3)
    assert read.drift_limit == limit
    assert sum(column.drifted for column in read.columns) == drifted


def test_share_below_the_threshold_is_no_drift() -> None:
    assert report("evidently-0.4/report_2026-10-26.json").dataset_drift is False
    assert report("evidently-0.7/run_2026-10-26.json").dataset_drift is False


def test_a_report_without_reference_has_quality_and_no_opinion_on_drift() -> None:
    read = report("evidently-0.7/run_noref_2026-09-21.json")
    assert read.dataset_drift is None
    assert read.columns == ()
    assert ("Accuracy", 0.725, None) in read.quality


def test_quality_has_its_reference_in_both_versions() -> None:
    assert ("accuracy", 0.5825, 0.72) in report("evidently-0.4/report_2026-11-02.json").quality
    assert ("Accuracy", 0.5825, 0.72) in report("evidently-0.7/run_2026-11-02.json").quality


def test_snapshots_name_their_model() -> None:
    assert report("evidently-0.4/snapshot_2026-11-16.json").model == "churn"
    assert report("evidently-0.7/snapshot_2026-11-16.json").model == "churn"


def test_test_names_do_not_carry_figures_of_the_reference() -> None:
    names = {check.name for check in report("evidently-0.7/run_2026-11-16.json").checks}
    assert "Accuracy metric" in names
    assert not any("0.7" in name for name in names)


@pytest.mark.parametrize("folder", ["gx-0.18", "gx-1"])
def test_great_expectations_of_both_generations(folder: str) -> None:
    read = report(f"{folder}/validation_2026-11-16.json")
    assert read.at == datetime(2026, 11, 16, 6, 0, 0, read.at.microsecond if read.at else 0, tzinfo=UTC)
    outcomes = {check.name: check.status for check in read.checks}
    assert outcomes["expect_column_to_exist(loyalty_tier)"] == "fail"
    assert outcomes["expect_column_values_to_not_be_null(monthly_charges)"] == "pass"
    assert sorted(outcomes.values()).count("fail") == 3


def test_checkpoint_results_hold_the_same_outcomes_as_the_validation() -> None:
    def outcomes(path: str) -> list[tuple[str, str]]:
        return sorted((check.name, check.status) for check in report(path).checks)

    assert outcomes("gx-0.18/checkpoint_2026-11-16.json") == outcomes("gx-0.18/validation_2026-11-16.json")
    assert outcomes("gx-1/checkpoint_2026-11-16.json") == outcomes("gx-1/validation_2026-11-16.json")


def test_a_suite_definition_is_no_result() -> None:
    assert not [r for r in corpus().all(MonitorReport) if r.path.endswith("suite_churn_input.json")]


def chunks(name: str) -> list[MonitorReport]:
    return [read for read in corpus().all(MonitorReport) if read.path == f"nannyml/{name}.csv"]


def test_nannyml_counts_the_analysis_period_alone() -> None:
    drift = chunks("univariate_drift")
    assert len(drift) == 10
    assert [c.column for c in drift[-1].columns if c.drifted] == ["monthly_charges", "plan"]
    assert drift[-1].begins == datetime(2026, 11, 16, tzinfo=UTC)
    assert [any(c.drifted for c in read.columns) for read in drift] == [False] * 7 + [True] * 3


def test_nannyml_flat_and_stacked_headers_agree() -> None:
    stacked, flat = chunks("estimated_performance_cbpe"), chunks("estimated_performance_flat")
    assert [read.at for read in stacked] == [read.at for read in flat]
    assert {read.quality_alert for read in (*stacked, *flat)} == {False}
    assert all(read.quality == () for read in (*stacked, *flat)), "an estimate is no measured quality"


def test_nannyml_realised_performance_alerts_once() -> None:
    realised = chunks("realized_performance")
    assert [read.quality_alert for read in realised] == [False] * 9 + [True]
    measured = {name: value for name, value, _ in realised[-1].quality}
    assert measured["roc_auc"] == pytest.approx(0.5415, abs=1e-4)


def test_whylogs_profiles_are_dated_by_name_and_keep_values_to_themselves() -> None:
    profiles = [read for read in corpus().all(MonitorReport) if read.tool == "whylogs"]
    dated = {read.path: read.at.date().isoformat() if read.at else None for read in profiles}
    assert dated == {
        "whylogs/profile_2026-11-16.csv": "2026-11-16",
        "whylogs/profile_2026-11-16.json": "2026-11-16",
        "whylogs/profile_2026-10-26.bin": "2026-10-26",
        "whylogs/profile_2026-10-05.bin": "2026-10-05",
        "whylogs/reference.csv": None,
    }
    assert "fiber" not in repr(profiles)


def test_deepchecks_is_undated_and_tells_drift_by_its_conditions() -> None:
    read = report("deepchecks/train_test_validation.json")
    assert (read.at, read.dated_by) == (None, "none")
    assert read.dataset_drift is True
    assert {c.name: c.status for c in read.checks}["Feature Drift"] == "fail"


def test_prometheus_rules_keep_their_lines_and_commented_rules_are_none() -> None:
    rules = {rule.name: rule for rule in corpus().all(AlertRule)}
    assert {name: rule.line for name, rule in rules.items()} == {
        "ChurnHighLatency": 7, "ChurnDown": 16, "ChurnAucLow": 22, "ChurnPredictionMeanHigh": 27,
    }  # fmt: skip
    assert rules["ChurnAucLow"].for_seconds == 30 * 86400
    assert rules["ChurnPredictionMeanHigh"].metrics == ("churn_prediction_mean",)
    assert [rule.name for rule in corpus().all(RecordingRule)] == ["churn:latency_seconds:p95"]


def test_alertmanager_routing() -> None:
    (routing,) = corpus().all(AlertRouting)
    assert [(route.receiver, route.always_muted, route.is_default) for route in routing.routes] == [
        ("former-team-chat", False, False), ("tickets", True, False), ("null", False, True),
    ]  # fmt: skip
    kinds = {receiver.name: receiver.kinds for receiver in routing.receivers}
    assert kinds == {"null": (), "former-team-chat": ("email",), "tickets": ("webhook",)}
    assert "9999" not in repr(routing), "addresses of hooks stay in the file"


def test_dashboards_and_answers() -> None:
    (board,) = corpus().all(Dashboard)
    assert "churn_prediction_avg" in board.metrics
    series = {(s.name, dict(s.labels).get("region")): s for s in corpus().all(MetricSeries)}
    drift = series["churn_drift_share", None]
    assert (drift.last.date().isoformat(), drift.interval_hours) == ("2026-11-07", 24.0)
    (gap,) = series["churn_auc", "south"].gaps
    assert (gap[1] - gap[0]).days >= 11
    (firing,) = corpus().all(FiringAlert)
    assert firing.name == "ChurnPredictionMeanHigh"


def test_tables_of_metrics_are_series_where_monitoring_lies_and_nowhere_else() -> None:
    table = (CORPUS / "static" / "metrics_over_time.csv").read_bytes()
    facts = facts_of({"monitoring/weekly.csv": table, "data/weekly.csv": table}, collectors=("files", "monitoring"))
    series = {(s.path, s.name): s for s in facts.all(MetricSeries)}
    assert set(series) == {("monitoring/weekly.csv", "auc"), ("monitoring/weekly.csv", "precision")}
    assert series["monitoring/weekly.csv", "auc"].interval_hours == 168
    assert series["monitoring/weekly.csv", "auc"].last.date().isoformat() == "2026-11-14"


def store() -> FactStore:
    facts = corpus()
    assert isinstance(facts, FactStore)
    return facts


def test_what_is_not_read_is_said() -> None:
    told = {d.path: d.message for d in store().diagnostics if d.severity is DiagnosticSeverity.NOTE}
    assert "exceeded maximum resolution" in told["static/prom_query_error.json"]
    assert not any(path.endswith(".bin") for path in told)


def test_binary_profiles_are_read_by_their_header() -> None:
    profile = next(r for r in corpus().all(MonitorReport) if r.path == "whylogs/profile_2026-10-05.bin")
    assert (profile.at, profile.dated_by) == (datetime(2026, 10, 5, 6, tzinfo=UTC), "content")
    assert profile.tool_version == "1.6.4"
    assert set(profile.profiled) == {
        "data_gb", "monthly_charges", "plan", "prediction", "score", "support_calls", "tenure_months", "weekend_share",
    }  # fmt: skip


def test_a_cut_profile_is_said_to_be_one() -> None:
    whole = (CORPUS / "whylogs" / "profile_2026-10-05.bin").read_bytes()
    facts = facts_of(
        {"whylogs/a.bin": whole[:300], "whylogs/b_2026-10-05.bin": whole}, collectors=("files", "monitoring")
    )
    assert isinstance(facts, FactStore)
    assert [r.path for r in facts.all(MonitorReport)] == ["whylogs/b_2026-10-05.bin"]
    assert [d.path for d in facts.diagnostics if "cut off" in d.message] == ["whylogs/a.bin"]


def test_one_source_report_per_tool_and_folder() -> None:
    told = {(s.kind, s.location): s.read_files for s in store().sources if s.collector == "monitoring"}
    assert told["evidently", "evidently-0.4"] == 10
    assert told["great_expectations", "gx-1"] == 4
    assert told["nannyml", "nannyml"] == 5
    assert told["alertmanager", "config"] == 1


def test_parquet_is_read_where_its_reader_is_installed_and_told_where_not(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"nannyml/drift.parquet": (CORPUS / "nannyml" / "univariate_drift.parquet").read_bytes()}
    monkeypatch.setattr(parquet, "is_readable", lambda: False)
    facts = facts_of(table, collectors=("files", "monitoring"))
    assert isinstance(facts, FactStore)
    assert facts.all(MonitorReport) == ()
    assert any("debtscope[parquet]" in note.message for note in facts.diagnostics)


def test_parquet_says_what_the_csv_says() -> None:
    pytest.importorskip("pyarrow")
    table = {"nannyml/drift.parquet": (CORPUS / "nannyml" / "univariate_drift.parquet").read_bytes()}
    read = facts_of(table, collectors=("files", "monitoring")).all(MonitorReport)
    assert [(r.at, r.columns) for r in read] == [(r.at, r.columns) for r in chunks("univariate_drift")]

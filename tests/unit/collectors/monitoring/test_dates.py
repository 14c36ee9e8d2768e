"""Dates of reports: content, name, commit, or honestly none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, facts_of, git_repo
from debtscope_collectors.sources.monitoring.dates import date_in_name, parse_time, series_of
from debtscope_collectors.sources.monitoring.facts import MonitorReport
from debtscope_collectors.sources.monitoring.promql import metrics_of, seconds_of

PROFILE = '{"age": {"counts/n": 4, "cardinality/est": 3.0, "distribution/mean": 1.5}}'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-16 06:00:00", datetime(2026, 11, 16, 6, tzinfo=UTC)),
        ("20261116T060000.292097Z", datetime(2026, 11, 16, 6, 0, 0, 292097, tzinfo=UTC)),
        ("2026-11-16T06:00:00+02:00", datetime(2026, 11, 16, 4, tzinfo=UTC)),
        ("2026-11-22 23:59:59.999999999", datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=UTC)),
        (1787356800.0, datetime(2026, 8, 22, tzinfo=UTC)),
        ("2026-13-45", None),
        ("yesterday", None),
        (True, None),
        (float("nan"), None),
    ],
)
def test_times_as_the_tools_write_them(written: object, read: datetime | None) -> None:
    assert parse_time(written) == read


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("reports/drift_2026-11-16.json", "2026-11-16"),
        ("reports/drift_20261116_0600.json", "2026-11-16"),
        ("reports/2026-11-16/drift.json", "2026-11-16"),
        ("reports/drift-2026-W47.json", "2026-11-22"),
        ("reports/drift_2026-10.json", "2026-10-31"),
        ("reports/drift_v12.json", None),
        ("reports/sha_20269999.json", None),
    ],
)
def test_dates_in_names(path: str, day: str | None) -> None:
    found = date_in_name(path)
    assert (found.date().isoformat() if found else None) == day


def test_series_share_a_name_without_dates_ids_and_counters() -> None:
    assert series_of("r/drift_2026-11-09.json") == series_of("r/drift_2026-11-16.json")
    assert series_of("r/2026-11-09/drift.json") == series_of("r/2026-11-16/drift.json")
    assert series_of("r/report-12.json") == series_of("r/report-7.json")
    assert series_of("r/drift_2026-11-09.json") != series_of("r/quality_2026-11-09.json")
    assert series_of("gx/20220829T155622.095416Z/a.json") == series_of("gx/20220830T155617.147260Z/a.json")


def test_an_undated_file_takes_the_day_of_its_last_commit_and_a_reference_takes_none(tmp_path: Path) -> None:
    git_repo(
        tmp_path,
        [
            CommitSpec(
                message="add",
                files={"whylogs/profile.json": PROFILE, "whylogs/reference.json": PROFILE},
                on="2026-06-01",
            ),
            CommitSpec(message="again", files={"whylogs/profile.json": PROFILE + " "}, on="2026-10-01"),
        ],
    )
    facts = facts_of(tmp_path, collectors=("files", "git", "monitoring"))
    dated = {r.path: (r.at.date().isoformat() if r.at else None, r.dated_by) for r in facts.all(MonitorReport)}
    assert dated == {"whylogs/profile.json": ("2026-10-01", "git"), "whylogs/reference.json": (None, "none")}


def test_metrics_of_an_expression() -> None:
    expr = (
        'sum by (le, job) (rate(http_seconds_bucket{code=~"5..", job="up"}[5m])) / on(job) group_left my:rule:p95 > 0.3'
    )
    assert metrics_of(expr) == ("http_seconds_bucket", "my:rule:p95")
    assert metrics_of('{__name__="model_drift", model="a"} offset 1d') == ("model_drift",)


def test_a_name_that_a_variable_fills_in_is_no_metric() -> None:
    assert metrics_of('max(reads_${unit}_bucket{ns=~"$ns"}) by (le) + sum(rate(model_errors_total[$__interval]))') == (
        "model_errors_total",
    )
    assert metrics_of("${prefix}_${unit}_bucket + reads_$unit + reads_[[unit]]_sum + up_{{ .Values.a }}_total") == ()
    assert metrics_of('$metric{job="a"} / drift_share{model="$model"}') == ("drift_share",)
    assert metrics_of('_bucket{le="1"}') == ()


def test_durations() -> None:
    assert seconds_of("1h30m") == 5400
    assert seconds_of("30d") == 30 * 86400
    assert seconds_of(None) is None

"""O1 to O7: monitoring."""

from __future__ import annotations

import re

from debtscope.api import Facts, FileEntry, ScoreEvidence
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.joins.mltest.tools import callers, ci_lines, deployed, judged, pages, report_series, told
from debtscope_collectors.sources.monitoring.facts import AlertRule, MonitorReport
from debtscope_collectors.sources.python.lookup import matching

_BOT = regex(r"(?:^|/)(?:\.github/dependabot\.ya?ml|renovate\.json5?|\.renovaterc(?:\.json)?)$")
_TRAINS = regex(r"\btrain\b|\bretrain\b|\bdvc (?:repro|exp run)\b|\bkedro run\b|\bmlflow run\b", re.I)
_AGES = regex(r"\bmodel\w*age\b|age_?days|staleness|last_trained|time_since_train|model_version_age", re.I)
_FINITE = regex(
    r"(?:^|\.)(?:isfinite|isnan|isinf|check_array|assert_all_finite|nan_to_num|detect_anomaly|check_numerics)$"
)
_FINITE_CUES = (
    "isfinite",
    "isnan",
    "isinf",
    "check_array",
    "assert_all_finite",
    "nan_to_num",
    "detect_anomaly",
    "check_numerics",
)
_NUMERIC = regex(r"\bnan\b|non_?finite|\binf\b|invalid_?(?:score|prediction)s?", re.I)
_TIMES = regex(r"latency|duration|request_(?:processing_)?seconds|response_time|histogram_quantile|throughput", re.I)
_BENCHMARKS = regex(r"\bpytest[- ]benchmark\b|--benchmark|\blocust\b|\bk6 run\b|\basv (?:run|continuous)\b")
_BENCHMARK_FILE = regex(
    r"(?:^|/)(?:benchmarks?|load_?tests?|perf)/|(?:^|/)[^/]*(?:benchmark|latency|load_?test)[^/]*\.(?:ipynb|py)$", re.I
)
_BENCHMARKED = ("benchmark", "load_test", "loadtest", "perf/", "latency")
"""One of these stands in whatever the pattern finds, in small letters."""
_QUALITY = regex(r"accuracy|auc|precision|recall|f1|rmse|mae|mape|quality|performance", re.I)


def dependencies(facts: Facts) -> ScoreEvidence:
    """O1."""
    bots = sorted(entry.path for entry in facts.all(FileEntry) if _BOT.search(entry.path))
    return judged("O1", half=[*(f"{path}: an update bot" for path in bots), *pages(facts, "owners")])


def invariants(facts: Facts) -> ScoreEvidence:
    """O2."""
    validations = [told(s) for s in report_series(facts) if any(r.checks for r in s.reports)]
    single = sorted(r.path for r in facts.all(MonitorReport) if r.checks)
    return judged("O2", half=[*validations, *(f"{path}: checks of the data" for path in single)])


def skew(facts: Facts) -> ScoreEvidence:
    """O3."""
    regular = [told(s) for s in report_series(facts) if any(r.has_reference and r.columns for r in s.reports)]
    once = sorted(r.path for r in facts.all(MonitorReport) if r.has_reference and r.columns)
    return judged("O3", half=[f"{path}: compared with a reference" for path in once], full=regular)


def staleness(facts: Facts) -> ScoreEvidence:
    """O4."""
    alerts = [f"{alert.path}: {alert.name}" for alert in facts.all(AlertRule) if _AGES.search(alert.expr)]
    retrained = ci_lines(facts, _TRAINS, triggers=frozenset({"schedule"}))
    return judged("O4", half=pages(facts, "staleness"), full=[*alerts, *retrained])


def numeric(facts: Facts) -> ScoreEvidence:
    """O5."""
    by_hand, by_itself = callers(facts, _FINITE, _FINITE_CUES)
    alerts = [f"{a.path}: {a.name}" for a in facts.all(AlertRule) if _NUMERIC.search(f"{a.name} {a.expr}")]
    return judged("O5", half=[*by_hand, *by_itself], full=alerts)


def compute(facts: Facts) -> ScoreEvidence:
    """O6."""
    files = sorted(matching([e.path for e in facts.all(FileEntry)], _BENCHMARKED, _BENCHMARK_FILE))
    alerts = [f"{a.path}: {a.name}" for a in facts.all(AlertRule) if _TIMES.search(a.expr)]
    return judged("O6", half=files, full=[*alerts, *ci_lines(facts, _BENCHMARKS)])


def quality(facts: Facts) -> ScoreEvidence:
    """O7: a scheduled measure and an alert on it are a whole; either alone is a half."""
    measured = [told(s) for s in report_series(facts) if any(r.quality for r in s.reports)]
    alerts = [f"{a.path}: {a.name}" for a in facts.all(AlertRule) if _QUALITY.search(f"{a.name} {a.expr}")]
    once = sorted(r.path for r in facts.all(MonitorReport) if r.quality)
    served = deployed(facts)
    return judged(
        "O7", half=[*measured, *(f"{path}: measured" for path in once[:2] if len(once) > 1)],
        full=[*measured, *alerts] if measured and alerts else (),
        searched=f"no report measures the quality of {counted(len(served), 'served model')}" if served else "",
    )  # fmt: skip


JUDGES = (dependencies, invariants, skew, staleness, numeric, compute, quality)

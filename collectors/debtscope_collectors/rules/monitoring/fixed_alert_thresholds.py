"""Monitoring thresholds are defaults, or never retuned

Detects
-------
A rules file with limits in numbers on a model's drift, quality or predictions that nobody has touched for more than 365 days,
while two or more versions were made; and a series of three or more Evidently reports in which every column's threshold and the
limit on the share of drifted columns are the library's defaults (low: a default may be right, and nobody looked). Limits on
availability, latency and errors are promises to users and left alone, and so are limits that the expression itself derives
(`quantile_over_time`, `avg_over_time` beside the metric, `predict_linear`, `offset`). That an expression holds a seasonal metric
against a constant is not reported: nothing in a file says that a metric is seasonal.

Why it is debt
--------------
A limit fits the model and the season that it was set in. With each version it drifts from what would be worth an alarm, until
it never fires or always does.

How to pay it down
------------------
Derive limits from the last weeks (quantiles), write down why each is what it is, and look at them with each promotion.

Example
-------
`churn_drift_share > 0.3` stands since 2024; four versions were served meanwhile.

References
----------
Sculley et al. 2015, section 6.2 (fixed thresholds in dynamic systems); Evidently documentation, "Data drift parameters".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, GitHistory, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.alerts import OwnAlert
from debtscope_collectors.joins.facts import BoundReport, ModelInventory
from debtscope_collectors.joins.metric_topics import topics
from debtscope_collectors.joins.series import ReportSeries, series_of
from debtscope_collectors.sources.monitoring.facts import AlertRule, ColumnDrift, MonitorReport

YEAR = timedelta(days=365)
VERSIONS = 2
REPORTS = 3
SHOWN = 6
DEFAULT_SHARE = 0.5
_P_VALUE, _DISTANCE = 0.05, 0.1
_LIMIT = regex(r"(?:[<>]=?|[=!]=)\s*-?\d")
_DERIVED = regex(
    r"\b(?:quantile_over_time|stddev_over_time|predict_linear|holt_winters|double_exponential_smoothing)\s*\(|\boffset\b"
)


@rule(
    id="MON-010",
    category=Category.MONITORING,
    debt_type="fixed thresholds in dynamic systems",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("git", "mlflow"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per rules file and per series of reports."""
    files: dict[str, list[AlertRule]] = {}
    for own in facts.all(OwnAlert):
        if _is_judged(own.rule):
            files.setdefault(own.rule.path, []).append(own.rule)
    for path, rules in files.items():
        yield from _rules(facts, path, rules)
    untuned: dict[str | None, list[tuple[ReportSeries, MonitorReport, int]]] = {}
    for series in series_of(facts.all(BoundReport)):
        if not series.is_rest and (newest := _untuned(series)):
            untuned.setdefault(series.model, []).append((series, newest, len(series.reports)))
    for model, members in untuned.items():
        yield _defaults(model, members)


def _is_judged(alert: AlertRule) -> bool:
    """A number held against drift, quality or predictions of a model."""
    about = topics((alert.name, *alert.metrics)) & {"drift", "quality", "predictions"}
    return bool(about) and _LIMIT.search(alert.expr) is not None and _DERIVED.search(alert.expr) is None


def _rules(facts: Facts, path: str, alerts: Sequence[AlertRule]) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    touch = history.last_touch(path) if history is not None else None
    if touch is None or (facts.as_of - touch.at.date()) <= YEAR:
        return
    made = _versions_since(facts, touch.at)
    if len(made) < VERSIONS:
        return
    shown = ", ".join(alert.name for alert in alerts[:3])
    yield Finding(
        subject=Subject(kind="file", name=path, path=path, symbol="limits never retuned"),
        line=alerts[0].line,
        message=f"The limits of {shown} in {path} are unchanged since {touch.at.date()}; {len(made)} model versions were made since.",
        evidence=(
            *(
                Evidence(kind="line", path=path, line=a.line, ref=a.name, excerpt=" ".join(a.expr.split())[:160])
                for a in alerts[:SHOWN]
            ),
            Evidence(kind="commit", ref=touch.sha[:10], excerpt=f"last change of the file, {touch.at.date()}"),
            Evidence(kind="version", ref=made[-1], value=len(made), excerpt="versions made since"),
        ),
        occurrences=float(len(alerts)),
    )


def _versions_since(facts: Facts, at: datetime) -> list[str]:
    inventory = facts.one(ModelInventory)
    return [
        f"{model.name} v{version.version}"
        for model in (inventory.models if inventory else ())
        for version in model.versions
        if version.created is not None and version.created > at
    ]


def _untuned(series: ReportSeries) -> MonitorReport | None:
    """The newest report of a series in which no limit was ever chosen."""
    reports = [report for report in series.reports if report.tool == "evidently" and report.columns]
    limits = {report.drift_limit for report in reports if report.drift_limit is not None}
    columns = [column for report in reports for column in report.columns if column.threshold is not None]
    if len(reports) < REPORTS or limits - {DEFAULT_SHARE} or not columns or not all(map(_is_default, columns)):
        return None
    return reports[-1]


def _defaults(model: str | None, members: Sequence[tuple[ReportSeries, MonitorReport, int]]) -> Finding:
    """One for all series of a model: one decision settles them."""
    series, newest, _ = members[0]
    name = series.name.removeprefix("outside:")
    total = sum(count for _, _, count in members)
    share = f"drift_share {DEFAULT_SHARE:g} and " if newest.drift_limit is not None else ""
    evidence = [
        Evidence(
            kind="config",
            path=one.path,
            ref="drift_share",
            value=one.drift_limit,
            excerpt=f"default, in {count} reports",
        )
        for _, one, count in members[:SHOWN]
    ]
    methods = sorted(
        {f"{c.threshold:g} for {c.method}" for _, one, _ in members for c in one.columns if c.threshold is not None}
    )
    evidence += [
        Evidence(kind="config", path=newest.path, ref=told, excerpt="the library's default") for told in methods[:SHOWN]
    ]
    return Finding(
        subject=Subject(kind="model", name=model, path=newest.path, symbol="drift_share")
        if model
        else Subject(kind="stream", name=name, path=newest.path),
        message=f"{model or name}: {share}the threshold of every column are Evidently's defaults in all {total} reports.",
        evidence=tuple(evidence),
        severity=Severity.LOW,
        confidence=Confidence.LOW if newest.drift_limit is None else None,
    )


def _is_default(column: ColumnDrift) -> bool:
    """0.05 for p-values, 0.1 for distances."""
    wanted = _P_VALUE if "p_value" in (column.method or "") else _DISTANCE
    return column.threshold is not None and abs(column.threshold - wanted) < 1e-9

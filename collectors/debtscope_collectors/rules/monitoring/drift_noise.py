"""Too many drift alerts to act on

Detects
-------
A model whose reports call more than half of its columns drifted in more than half of at least six reports, while its quality
moved by less than 2 % over them; and an alert that has been firing without a break for 30 days or more (answers of the
Prometheus interface), or that fires more than 30 % of the time or starts more than ten times a week (a recorded `ALERTS`
series). Where quality is not measured nothing is said: then the drift may be real.

Why it is debt
--------------
Alarms that are always on train people to look away. Each costs minutes to dismiss, and the one that matters arrives in the
same channel.

How to pay it down
------------------
Weigh drift by the importance of the feature, compare larger windows, use a test of effect size (Wasserstein, PSI) rather than
a p-value on many rows; mend, retune or delete alerts that never stop.

Example
-------
K-S p-values on a million rows: 90 % of the columns "drift" every day, and the AUC has not moved since January.

References
----------
Google SRE Workbook, "Alerting on SLOs" (precision); Evidently documentation, "Which test is the best?".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.drift import headline
from debtscope_collectors.joins.facts import BoundReport
from debtscope_collectors.joins.series import ReportSeries, series_of
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import FiringAlert, MetricSeries, MonitorReport

ENOUGH = 6
HALF = 0.5
FLAT = 0.02
FOREVER = timedelta(days=30)
OFTEN = 0.3
FLAPS_A_WEEK = 10
SHOWN = 8


@rule(
    id="MON-019",
    category=Category.MONITORING,
    debt_type="alert fatigue",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per noisy series of reports and per noisy alert."""
    for series in series_of(facts.all(BoundReport)):
        yield from _reports(series)
    told: set[str] = set()
    for alert in sorted(facts.all(FiringAlert), key=lambda a: (a.name, a.path)):
        lasting = timedelta(days=(facts.as_of - alert.since.date()).days) if alert.since else timedelta()
        if (
            alert.state == "firing"
            and lasting >= FOREVER
            and alert.name not in told
            and not is_example(facts, alert.path)
        ):
            told.add(alert.name)
            yield _firing(alert, lasting)
    yield from _recorded(
        [s for s in facts.all(MetricSeries) if s.name == "ALERTS" and not is_example(facts, s.path)], told
    )


def _reports(series: ReportSeries) -> Iterator[Finding]:
    judged = [report for report in series.reports if report.columns]
    noisy = [report for report in judged if _share(report) > HALF]
    if len(judged) < ENOUGH or len(noisy) <= HALF * len(judged):
        return
    moved = _moved(judged)
    if moved is None or moved >= FLAT:
        return
    share = sum(map(_share, noisy)) / len(noisy)
    name = f"{series.model} {series.name}" if series.model else series.name
    first, last = headline(judged[0]), headline(judged[-1])
    shown = f"{last[0]} {first[1]:.3g} then, {last[1]:.3g} now" if first and last else ""
    yield Finding(
        subject=Subject(kind="stream", name=name),
        message=f"{series.model or series.name}: {share:.0%} of the columns \"drift\" in {len(noisy)} of {len(judged)} reports, "
        f"while the quality moved by {moved:.1%}.",
        evidence=(
            *(Evidence(kind="report", path=r.path, ref=r.at.date().isoformat() if r.at else None, value=round(_share(r), 4),
                       excerpt="share of drifted columns") for r in noisy[-SHOWN:]),
            Evidence(kind="metric", path=judged[-1].path, excerpt=shown),
        ),
        drivers=(Driver(name="firings_per_month", value=_per_month(noisy), unit="firings/month", ref=series.name),),
    )  # fmt: skip


def _share(report: MonitorReport) -> float:
    return sum(column.drifted for column in report.columns) / len(report.columns)


def _moved(reports: Sequence[MonitorReport]) -> float | None:
    """The relative width of the quality's range over the reports; None where it is not measured all along."""
    figures = [told for report in reports if (told := headline(report)) is not None]
    if len(figures) < len(reports) or len({name for name, _, _ in figures}) != 1:
        return None
    values = [value for _, value, _ in figures]
    return (max(values) - min(values)) / max(abs(max(values)), 1e-9)


def _per_month(reports: Sequence[MonitorReport]) -> float:
    at = [report.at for report in reports if report.at]
    months = max((max(at) - min(at)).days / 30.44, 1.0) if at else 1.0
    return round(len(reports) / months, 2)


def _firing(alert: FiringAlert, lasting: timedelta) -> Finding:
    since = alert.since.date().isoformat() if alert.since else ""
    return Finding(
        subject=Subject(kind="alert", name=alert.name),
        message=f"Alert {alert.name} has been firing without a break since {since} ({lasting.days} days).",
        evidence=(
            Evidence(
                kind="alert", path=alert.path, ref=alert.name, value=lasting.days, excerpt=f"firing since {since}"
            ),
        ),
        confidence=Confidence.HIGH,
    )


def _recorded(everything: Sequence[MetricSeries], told: set[str]) -> Iterator[Finding]:
    """`ALERTS{alertstate="firing"}` over a range: it has points only while it fires."""
    by_alert: dict[str, list[MetricSeries]] = {}
    for series in everything:
        labels = dict(series.labels)
        if labels.get("alertstate") == "firing" and labels.get("alertname") and labels["alertname"] not in told:
            by_alert.setdefault(labels["alertname"], []).append(series)
    for name, members in sorted(by_alert.items()):
        longest = max(members, key=lambda series: series.points)
        window = (longest.window_end or longest.last) - longest.first
        if window < timedelta(days=7) or not longest.interval_hours:
            continue
        share = longest.points * longest.interval_hours / max(window.total_seconds() / 3600, 1e-9)
        a_week = (len(longest.gaps) + 1) / (window / timedelta(days=7))
        if share <= OFTEN and a_week <= FLAPS_A_WEEK:
            continue
        how = f"starts {a_week:.0f} times a week" if a_week > FLAPS_A_WEEK else f"fires {min(share, 1):.0%} of the time"
        per_month = round(a_week * 30.44 / 7, 2)
        yield Finding(
            subject=Subject(kind="alert", name=name),
            message=f"Alert {name} {how} over {window.days} days.",
            evidence=(Evidence(kind="metric", path=longest.path, ref=f'ALERTS{{alertname="{name}"}}', value=longest.points,
                               excerpt=f"points since {longest.first.date()}, {len(longest.gaps)} breaks"),),
            drivers=(Driver(name="firings_per_month", value=per_month, unit="firings/month", ref=longest.path),),
        )  # fmt: skip

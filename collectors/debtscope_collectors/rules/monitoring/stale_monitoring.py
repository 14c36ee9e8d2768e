"""Monitoring stopped: the last report is too old

Detects
-------
Per series of reports or metric points: the time since the last one is more than three times the usual interval and more
than 7 days; a series of a single report is stale after 30 days. Series of one folder and tool that ended in the same week are
one item. Where nobody has worked on the project for four months and the reports ended with the work, the project sleeps and not its
monitor: a single report is left out, and a series is low. A monitoring job that Prometheus itself sees down counts
too. Series of retired models and undated reports are left alone.

Why it is debt
--------------
A monitor that stopped looks exactly like a monitor with nothing to report. The team believes that it is covered, and the
next drift goes unseen for as long as nobody opens the folder.

How to pay it down
------------------
Restart the job, and alert on missing reports (`absent()`, a dead-man switch) so that silence is noticed next time. Delete
the exports of a job that was ended on purpose.

Example
-------
Weekly drift reports until 7 June, none since; the alert on `drift_share` can no longer fire.

References
----------
Google SRE Workbook, "Alerting on SLOs"; Prometheus documentation, `absent_over_time`; ML Test Score, Monitor 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope_collectors.joins.asleep import asleep_since
from debtscope_collectors.joins.facts import BoundReport, ModelInventory
from debtscope_collectors.joins.series import ReportSeries, folder_of, series_of
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import MetricSeries

LEAST = timedelta(days=7)
SINGLE = timedelta(days=30)
_WATCHERS = ("monitor", "drift", "evidently", "nannyml", "whylogs", "data-quality", "data_quality")


@rule(
    id="MON-003",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow", "git"),
    credits=("CR-13",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per series that stopped."""
    now = datetime.combine(facts.as_of, time.max, tzinfo=UTC)
    inventory = facts.one(ModelInventory)
    retired = {model.name for model in inventory.models if model.retired} if inventory else set[str]()
    retired |= {name for name, own in facts.settings.models.items() if own.retired}
    worked = asleep_since(facts)
    stopped: dict[tuple[str | None, str, str], list[ReportSeries]] = {}
    for series in series_of(facts.all(BoundReport)):
        if series.model not in retired and not series.is_rest and _is_stale(series, now):
            folder = folder_of(series.reports[-1])
            stopped.setdefault((series.model, series.tool, folder), []).append(series)
    for (_, _, folder), members in stopped.items():
        for group in _together(members):
            usual = max((s.interval for s in group if s.interval is not None), default=None)
            ended = _ended_with_work(group, usual, worked)
            if not ended or usual is not None:  # one report of a project that sleeps is no monitor that stopped
                yield _reports(group, folder, now, ended=ended)
    yield from _metrics([series for series in facts.all(MetricSeries) if not is_example(facts, series.path)], now)


def _is_stale(series: ReportSeries, now: datetime) -> bool:
    """A commit date tells when a file was added, not that a job was to add more."""
    times, usual = series.times, series.interval
    if not times or all(report.dated_by == "git" for report in series.reports):
        return False
    return now - times[-1] > (max(3 * usual, LEAST) if usual is not None else SINGLE)


def _together(members: Sequence[ReportSeries]) -> Iterator[list[ReportSeries]]:
    """Series of one folder and tool that ended within a week of each other: one job stopped."""
    group: list[ReportSeries] = []
    for series in sorted(members, key=lambda s: (s.times[-1], s.name), reverse=True):
        if group and group[0].times[-1] - series.times[-1] > LEAST:
            yield group
            group = []
        group.append(series)
    yield group


def _ended_with_work(group: Sequence[ReportSeries], usual: timedelta | None, worked: datetime | None) -> bool:
    last = max(series.times[-1] for series in group)
    return worked is not None and abs(worked - last) <= (max(3 * usual, LEAST) if usual is not None else SINGLE)


def _reports(group: Sequence[ReportSeries], folder: str, now: datetime, *, ended: bool) -> Finding:
    series = max(group, key=lambda s: len(s.times))
    last, usual = max(s.times[-1] for s in group), series.interval
    newest = next(s for s in group if s.times[-1] == last).reports[-1]
    whose = f"{series.model}: " if series.model else ""
    every = f", usual interval {_days(usual)}" if usual is not None else ""
    by_name = any(report.dated_by == "name" for s in group for report in s.reports)
    name = series.name if len(group) == 1 else folder
    many = f" ({len(group)} series)" if len(group) > 1 else ""
    return Finding(
        subject=Subject(kind="stream", name=name if series.model is None else f"{series.model} {name}"),
        message=f"{whose}last {_tool(series.tool)} report in {name.removeprefix('outside:')}{many} {last.date()}{every}; "
        f"{(now - last).days} days blind.",
        evidence=(
            Evidence(kind="report", path=newest.path, ref=last.date().isoformat(), excerpt=f"dated by its {newest.dated_by}"),
            *(Evidence(kind="metric", ref=s.name, value=len(s.times), excerpt="reports in the series") for s in group[:8]),
        ),
        severity=Severity.LOW if ended else None,
        # One report is no rhythm: it may have been an experiment.
        confidence=Confidence.LOW if usual is None or ended else Confidence.MEDIUM if by_name else None,
        drivers=_windows(usual),
    )  # fmt: skip


def _metrics(everything: Sequence[MetricSeries], now: datetime) -> Iterator[Finding]:
    """Range answers: a metric is stale when none of its series has points; down watchers are told beside it."""
    reach: dict[str, datetime] = {}
    by_name: dict[str, list[MetricSeries]] = {}
    down = [s for s in everything if s.name == "up" and s.latest == 0 and _is_watcher(s)]
    for series in everything:
        folder = series.path.rpartition("/")[0]
        reach[folder] = max(reach.get(folder, series.last), series.last)
        if series.interval_hours > 0:
            by_name.setdefault(series.name, []).append(series)
    told: set[str] = set()
    for name, members in sorted(by_name.items()):
        newest = max(members, key=lambda s: (s.last, s.path))
        usual = timedelta(hours=newest.interval_hours)
        if now - newest.last <= max(3 * usual, LEAST):
            continue
        others = max(reach[newest.path.rpartition("/")[0]], newest.window_end or newest.last)
        related = [s for s in down if _label(s, "job") == _label(newest, "job")]
        told |= {_label(s, "job") for s in related}
        folder = newest.path.rpartition("/")[0]
        holes = [s for s in everything if s.gaps and s.path.rpartition("/")[0] == folder]
        yield _stopped(name, newest, usual, now, others > newest.last + 3 * usual, (*related, *holes[:3]))
    for series in down:
        if _label(series, "job") not in told:
            yield _down(series)


def _stopped(
    name: str,
    newest: MetricSeries,
    usual: timedelta,
    now: datetime,
    others_go_on: bool,
    related: Sequence[MetricSeries],
) -> Finding:
    evidence = [
        Evidence(kind="metric", path=newest.path, ref=f"last point {newest.last.date()}", value=newest.latest),
        *(_beside(s) for s in related),
    ]
    if others_go_on:
        evidence.append(Evidence(kind="metric", ref="other series of the same export go on", path=newest.path))
    return Finding(
        subject=Subject(kind="stream", name=name),
        message=f"{name} has no point since {newest.last.date()}, usual interval {_days(usual)}; "
        f"{(now - newest.last).days} days blind.",
        evidence=tuple(evidence),
        # Alone, an old end may only be the day of the export.
        confidence=None if others_go_on or any(not s.gaps for s in related) else Confidence.LOW,
        drivers=_windows(usual),
    )


def _beside(series: MetricSeries) -> Evidence:
    """What else of the same export shows that nobody looks: a watcher that is down, a hole in another series."""
    if not series.gaps:
        return Evidence(kind="metric", path=series.path, ref=f'up{{job="{_label(series, "job")}"}}', value=0)
    earlier, later = series.gaps[-1]
    ref = f"{series.name} has no point from {earlier.date()} to {later.date()}"
    return Evidence(kind="metric", path=series.path, ref=ref, value=(later - earlier).days)


def _down(series: MetricSeries) -> Finding:
    job = _label(series, "job")
    return Finding(
        subject=Subject(kind="stream", name=f"up {job}"),
        message=f"The monitoring job {job} is down: Prometheus measured up = 0 on {series.last.date()}.",
        evidence=(Evidence(kind="metric", path=series.path, ref=f'up{{job="{job}"}}', value=0),),
        confidence=Confidence.MEDIUM,
    )


def _is_watcher(series: MetricSeries) -> bool:
    return any(word in _label(series, "job").lower() for word in _WATCHERS)


def _label(series: MetricSeries, name: str) -> str:
    return dict(series.labels).get(name, "")


def _windows(usual: timedelta | None) -> tuple[Driver, ...]:
    if not usual:
        return ()
    value = timedelta(days=30.44) / usual
    return (
        Driver(name="windows_per_month", value=round(value, 2), unit="windows/month", ref="interval of the reports"),
    )


def _days(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 36:
        return f"{hours:.0f} h"
    return f"{hours / 24:.0f} days"


def _tool(tool: str) -> str:
    return {"great_expectations": "Great Expectations", "evidently": "Evidently", "nannyml": "NannyML"}.get(tool, tool)

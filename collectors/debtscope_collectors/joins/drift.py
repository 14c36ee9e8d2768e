"""Models whose latest reports drift: unbroken spells of every series of every tool, the best one to quote first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from debtscope.api import Facts, join
from debtscope_collectors.joins.facts import BoundReport, DriftSpell, ModelDrift
from debtscope_collectors.joins.series import ReportSeries, series_of
from debtscope_collectors.sources.monitoring.facts import MonitorReport

MIN_DAYS = 3
MIN_SPAN = timedelta(days=14)
WORSE_BY = 0.05
"""Relative loss from which a falling metric counts."""
_VERDICTS = ("dataset", "suite", "columns", "checks", "quality")
_DISTRIBUTION = (
    "mean_to_be_between", "median_to_be_between", "stdev_to_be_between", "quantile_values", "kl_divergence", "chisquare",
    "kolmogorov", "distinct_values_distribution", "proportion_of_unique",
)  # fmt: skip
_LOWER_IS_BETTER = ("loss", "rmse", "mae", "mape", "mse", "error", "fpr", "fnr")
_HEADLINES = ("roc_auc", "rocauc", "f1", "f1score", "accuracy", "r2_score", "r2score", "rmse", "mae")
_NEVER = datetime.max.replace(tzinfo=UTC)


def judged(report: MonitorReport) -> tuple[str, bool] | None:
    """What the report says about drift, and on which ground; None when it has no opinion."""
    if report.dataset_drift is not None:
        return ("suite" if report.kind == "suite" else "dataset"), report.dataset_drift
    if report.columns:
        return "columns", any(column.drifted for column in report.columns)
    told = [check.status for check in report.checks if any(word in check.name for word in _DISTRIBUTION)]
    if report.tool == "great_expectations" and told:
        return "checks", "fail" in told
    return None


def drift_spell(series: ReportSeries) -> DriftSpell | None:
    """The unbroken drift at the end of a series, if it is long enough to have been noticed."""
    opinions = [(report, told) for report in _one_a_time(series) if (told := judged(report)) is not None]
    run: list[MonitorReport] = []
    persistent: frozenset[str] | None = None
    verdict = ""
    for report, (ground, drifts) in reversed(opinions):
        if not drifts:
            break
        if ground == "columns":
            # Single features alert by chance: only one that alerts all along is drift.
            now = frozenset(column.column for column in report.columns if column.drifted)
            persistent = now if persistent is None else persistent & now
            if not persistent:
                break
        verdict = max(verdict, ground, key=lambda g: _VERDICTS.index(g) if g else -1)
        run.append(report)
    run.reverse()
    if not _long_enough(run):
        return None
    earlier = tuple(report for report, _ in opinions[: len(opinions) - len(run)])
    return _spell(series, verdict, run, earlier)


def quality_spell(series: ReportSeries) -> DriftSpell | None:
    """A measured quality that the tool alerts on, or that falls over three reports and by more than noise."""
    reports = [report for report in _one_a_time(series) if report.quality]
    run: list[MonitorReport] = []
    for report in reversed(reports):
        if not report.quality_alert:
            break
        run.append(report)
    run.reverse()
    if not _long_enough(run):
        run = _falling(reports)
    if not _long_enough(run):
        return None
    return _spell(series, "quality", run, tuple(reports[: len(reports) - len(run)]))


def headline(report: MonitorReport) -> tuple[str, float, float | None] | None:
    """The quality figure to quote."""
    by_name = {name.lower(): (name, now, reference) for name, now, reference in report.quality}
    return next((by_name[name] for name in _HEADLINES if name in by_name), None)


def _falling(reports: Sequence[MonitorReport]) -> list[MonitorReport]:
    """The longest worsening run at the end, when it ends worse than the reference (or the run's start) by a margin."""
    run: list[MonitorReport] = []
    for report in reversed(reports):
        if run and not _worse(run[-1], report):
            break
        run.append(report)
    run.reverse()
    last = headline(run[-1]) if len(run) >= MIN_DAYS else None
    first = headline(run[0]) if run else None
    if last is None or first is None:
        return []
    base = last[2] if last[2] is not None else first[1]
    loss = (base - last[1]) if not _is_loss(last[0]) else (last[1] - base)
    return run if base and loss / abs(base) > WORSE_BY else []


def _worse(later: MonitorReport, earlier: MonitorReport) -> bool:
    now, then = headline(later), headline(earlier)
    if now is None or then is None or now[0] != then[0]:
        return False
    return now[1] > then[1] if _is_loss(now[0]) else now[1] < then[1]


def _is_loss(name: str) -> bool:
    return any(word in name.lower() for word in _LOWER_IS_BETTER)


def _one_a_time(series: ReportSeries) -> list[MonitorReport]:
    """One report a point in time; the one that has an opinion goes first."""
    chosen: dict[datetime, MonitorReport] = {}
    for report in series.reports:
        if report.at is not None and (report.at not in chosen or judged(chosen[report.at]) is None):
            chosen[report.at] = report
    return [chosen[at] for at in sorted(chosen)]


def _long_enough(run: Sequence[MonitorReport]) -> bool:
    days = {report.at.date() for report in run if report.at is not None}
    if len(days) >= MIN_DAYS:
        return True
    first, last = (run[0].at, run[-1].at) if len(run) >= 2 else (None, None)
    return first is not None and last is not None and last - first >= MIN_SPAN


def _spell(
    series: ReportSeries, verdict: str, run: Sequence[MonitorReport], earlier: tuple[MonitorReport, ...]
) -> DriftSpell:
    at = [report.at for report in (*earlier, *run) if report.at is not None]
    steps = [(later - first).total_seconds() / 86400 for first, later in pairwise(at) if later > first]
    usual = median(steps) if steps else None
    by_path = {bound.report.path: bound.bound_by for bound in series.bounds}
    return DriftSpell(
        tool=series.tool,
        series=series.name,
        verdict=verdict,
        reports=tuple(run),
        began=run[0].begins or run[0].at or _NEVER,
        windows_per_month=30.44 / usual if usual else None,
        bound_by=by_path.get(run[-1].path, "none"),
        before=earlier,
    )


def spells_of(bounds: Iterable[BoundReport]) -> list[DriftSpell]:
    """Every spell of one model: the dataset's verdict first, then the longer series, then by name."""
    found: list[DriftSpell] = []
    for series in series_of(bounds):
        found += [spell for spell in (drift_spell(series), quality_spell(series)) if spell is not None]
    return sorted(found, key=lambda s: (_VERDICTS.index(s.verdict), -len(s.reports) - len(s.before), s.series, s.tool))


@join(ModelDrift)
def model_drift(facts: Facts) -> Iterator[ModelDrift]:
    """Drifting models by name; reports without a model come last, as one."""
    by_model: dict[str | None, list[BoundReport]] = {}
    for bound in facts.all(BoundReport):
        by_model.setdefault(bound.model, []).append(bound)
    for model in sorted(by_model, key=lambda name: (name is None, name or "")):
        spells = spells_of(by_model[model])
        if spells:
            yield ModelDrift(model=model, spells=tuple(spells))

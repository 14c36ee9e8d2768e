"""What of each served model is watched: its inputs, its outputs, its quality, its slices, by reports, metrics and code together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.alerts import OwnAlert
from debtscope_collectors.joins.exported_metrics import exported_metrics
from debtscope_collectors.joins.facts import BoundReport, CodeBase, InventoryModel, ModelInventory, ModelWatch
from debtscope_collectors.joins.metric_topics import is_output, topics
from debtscope_collectors.joins.quality_code import quality_calls
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import Dashboard, MetricSeries, MonitorReport

_WEAKEST = ("none", "only-model", "path", "content", "settings")
_QUALITY_TEST = regex(
    r"accuracy|precision|recall|\bf1\b|roc|auc|logloss|log loss|\brmse\b|\bmae\b|\bmape\b|\b[tf][pn]r\b|\br2\b", re.I
)
_BOOKKEEPING = frozenset(
    {"instance", "job", "pod", "namespace", "cluster", "container", "node", "host", "model", "model_name", "model_version", "version",
     "service", "env", "environment", "endpoint", "handler", "method", "status", "status_code", "code", "le", "quantile", "path",
     "route", "alertname", "severity", "team", "app", "exported_job", "stage", "replica", "revision"}
)  # fmt: skip
_BY = regex(r"\bby\s*\(([^()]{1,200})\)")


@frozen
class Coverage:
    """One model that is served and about which there are reports."""

    model: InventoryModel
    reports: tuple[BoundReport, ...]
    """Oldest first, undated ones last: an undated report is evidence wherever order does not matter."""
    inputs: frozenset[str]
    """Columns that reports look at, outputs left out."""
    outputs: tuple[str, ...]
    """What watches the distribution of predictions or targets."""
    quality: tuple[str, ...]
    """What measures or estimates the quality."""
    slices: tuple[str, ...]
    """Slices that reports, labels of metrics or alerts tell apart."""
    bound_by: str
    """The weakest of how its reports were bound: only-model, path, content or settings."""


@join(Coverage, facets=(exported_metrics, quality_calls))
def coverage(facts: Facts) -> Iterator[Coverage]:
    """For deployed models that no other place watches, as far as there are reports."""
    inventory = facts.one(ModelInventory)
    watches = {watch.model: watch for watch in facts.all(ModelWatch)}
    for model in inventory.models if inventory else ():
        watch = watches.get(model.name)
        if watch is None or not watch.reports or watch.elsewhere or not model.is_deployed or model.retired:
            continue
        reports = [bound.report for bound in watch.reports]
        metrics = _metrics(facts)
        code = _code(facts, watch)
        named = frozenset(name for report in reports for name in _columns(report) if _is_output(name, report, model))
        yield Coverage(
            model=model,
            reports=watch.reports,
            inputs=frozenset(name for report in reports for name in _columns(report)) - named,
            outputs=(
                *(f"{name} in the reports" for name in sorted(named)),
                *(f"{report.outputs[0]} in {report.path}" for report in reports if report.outputs),
                *(name for name in metrics if "predictions" in topics([name])),
                *(n for k, n in code if k == "target"),
            ),
            quality=(*_quality(reports), *(name for name in metrics if "quality" in topics([name])), *(n for k, n in code if k == "quality")),
            slices=(*_slices(reports), *_labels(facts)),
            bound_by=min((bound.bound_by for bound in watch.reports), key=_WEAKEST.index),
        )  # fmt: skip


def _columns(report: MonitorReport) -> Iterable[str]:
    return (*report.profiled, *(column.column for column in report.columns))


def _is_output(name: str, report: MonitorReport, model: InventoryModel) -> bool:
    """What the report calls the target or the prediction, else what is named so and is no input (`credit_score` may be one)."""
    return name in report.outputs or (is_output(name) and name not in model.inputs)


def _quality(reports: Sequence[MonitorReport]) -> Iterator[str]:
    for report in reports:
        tested = next((check.name for check in report.checks if _QUALITY_TEST.search(check.name)), None)
        if report.quality:
            yield f"{report.quality[0][0]} in {report.path}"
        elif report.estimates or report.quality_alert is not None:
            yield f"estimated {(report.estimates or ('quality',))[0]} in {report.path}"
        elif tested and not report.checks[0].name.startswith("expect_"):
            yield f"{tested} in {report.path}"


def _metrics(facts: Facts) -> tuple[str, ...]:
    """Every metric that the repository shows, records, exports or alerts on, whichever model it is of."""
    found: dict[str, None] = {}
    for series in facts.all(MetricSeries):
        if not is_example(facts, series.path):
            found[series.name] = None
    for own in facts.all(OwnAlert):
        found.update(dict.fromkeys(own.rule.metrics))
    for board in facts.all(Dashboard):
        if not is_example(facts, board.path):
            found.update(dict.fromkeys(board.metrics))
    code = facts.one(CodeBase)
    for path, rows in facts.rows(exported_metrics).items():
        if code is not None and path in code.modules and code.modules[path].is_own:
            found.update(dict.fromkeys(row.name for row in rows))
    return tuple(found)


def _code(facts: Facts, watch: ModelWatch) -> list[tuple[str, str]]:
    """Calls in the modules that watch the model."""
    rows = facts.rows(quality_calls)
    return [(row.kind, f"{row.name} ({path}:{row.line})") for path in watch.code for row in rows.get(path, ())]


def _slices(reports: Sequence[MonitorReport]) -> Iterator[str]:
    for report in reports:
        yield from (f"{segment} in {report.path}" for segment in report.segments[:5])


def _labels(facts: Facts) -> Iterator[str]:
    """Labels of model metrics, and `by (…)` of alerts and panels, that are no bookkeeping."""
    for series in facts.all(MetricSeries):
        if topics([series.name]) and not is_example(facts, series.path):
            yield from (f"{series.name}{{{name}}}" for name, _ in series.labels if name not in _BOOKKEEPING)
    for own in facts.all(OwnAlert):
        if topics((own.rule.name, *own.rule.metrics)):
            for group in _BY.findall(own.rule.expr[:4000]):
                yield from (
                    f"{own.rule.name} by {n}" for n in map(str.strip, group.split(",")) if n not in _BOOKKEEPING
                )

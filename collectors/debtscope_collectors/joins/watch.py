"""Who watches which model: reports bound to models, and alerts, dashboards and code that speak of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from debtscope.api import Facts, join
from debtscope_collectors.joins.facts import (
    BoundReport,
    CodeBase,
    InventoryModel,
    ModelInventory,
    ModelWatch,
    UnboundReports,
)
from debtscope_collectors.joins.naming import Names, matches
from debtscope_collectors.sources.monitoring.facts import AlertRule, Dashboard, MetricSeries, MonitorReport

MONITORING_LIBRARIES = frozenset(
    {"evidently", "whylogs", "nannyml", "deepchecks", "alibi_detect", "arize", "fiddler", "superwise", "aporia",
     "prometheus_client", "prometheus_fastapi_instrumentator", "starlette_exporter", "starlette_prometheus", "statsd", "datadog",
     "opentelemetry", "mlflow_monitoring", "seldon_core.metrics", "frouros"}
)  # fmt: skip
_LAST = datetime.max.replace(tzinfo=UTC)


def bind(facts: Facts, models: Sequence[InventoryModel]) -> Iterator[BoundReport]:
    """Every report with the model that it speaks of: by settings, content, path, or because there is only one."""
    settings = facts.settings.models
    names = _names(facts, models)
    served = [model.name for model in models if model.is_deployed and not model.retired]
    inventory = ModelInventory(models=tuple(models))
    for report in facts.all(MonitorReport):
        mapped = next((name for name, own in settings.items() if matches(report.path, own.reports)), None)
        if mapped is not None:
            known = inventory.named(mapped)
            yield BoundReport(report=report, model=known.name if known else mapped, bound_by="settings")
        elif told := names.exact(report.model) or names.exact(report.service):
            yield BoundReport(report=report, model=told, bound_by="content")
        elif told := names.within([report.stream]):
            yield BoundReport(report=report, model=told, bound_by="path")
        elif len(served) == 1:
            yield BoundReport(report=report, model=served[0], bound_by="only-model")
        else:
            yield BoundReport(report=report, model=None, bound_by="none")


def _names(facts: Facts, models: Iterable[InventoryModel]) -> Names:
    settings = facts.settings.models
    aliases = [(name, alias) for name, own in settings.items() for alias in own.aliases]
    return Names(models, aliases)


def _models(facts: Facts) -> tuple[InventoryModel, ...]:
    inventory = facts.one(ModelInventory)
    return inventory.models if inventory else ()


@join(BoundReport)
def bound_reports(facts: Facts) -> Iterator[BoundReport]:
    """Reports with their models, by path."""
    yield from bind(facts, _models(facts))


@join(UnboundReports)
def unbound_reports(facts: Facts) -> Iterator[UnboundReports]:
    """What nobody could be given."""
    left = tuple(bound.report for bound in facts.all(BoundReport) if bound.model is None)
    if left:
        yield UnboundReports(reports=left)


@join(ModelWatch)
def model_watch(facts: Facts) -> Iterator[ModelWatch]:
    """What watches each model of the inventory, and each that only the settings name."""
    models = _models(facts)
    names = _names(facts, models)
    reports = _by_model(facts)
    alerts = _spoken_of(names, ((rule.name, _alert_texts(rule)) for rule in facts.all(AlertRule)))
    boards = _spoken_of(names, ((b.path, (b.title, *b.texts, *b.metrics)) for b in facts.all(Dashboard)))
    series = _spoken_of(names, ((s.name, (s.name, *_model_labels(s.labels))) for s in facts.all(MetricSeries)))
    known = {model.name: model for model in models}
    for name in sorted({*known, *reports}):
        own = facts.settings.models.get(name)
        yield ModelWatch(
            model=name,
            reports=reports.get(name, ()),
            alerts=tuple(dict.fromkeys((*alerts.get(name, ()), *series.get(name, ())))),
            dashboards=tuple(dict.fromkeys(boards.get(name, ()))),
            code=_code(facts, known[name], models) if name in known else (),
            elsewhere=own.monitoring if own else None,
        )


def _by_model(facts: Facts) -> dict[str, tuple[BoundReport, ...]]:
    found: dict[str, list[BoundReport]] = {}
    for bound in facts.all(BoundReport):
        if bound.model is not None:
            found.setdefault(bound.model, []).append(bound)
    return {
        model: tuple(sorted(bounds, key=lambda b: (b.report.at or _LAST, b.report.path)))
        for model, bounds in found.items()
    }


def _spoken_of(names: Names, told: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for shown, texts in told:
        if model := names.within(texts):
            found.setdefault(model, []).append(shown)
    return found


def _alert_texts(rule: AlertRule) -> Iterator[str]:
    yield from (rule.name, rule.group, *rule.metrics)
    # Label matchers inside the expression: {model="churn-clf"}.
    yield from rule.expr.split('"')[1::2]
    yield from _model_labels(rule.labels)


def _model_labels(labels: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (value for _, value in labels)


def _code(facts: Facts, model: InventoryModel, models: Sequence[InventoryModel]) -> tuple[str, ...]:
    """Serving modules of the model that import a monitoring library, or a module of the project that does."""
    code = facts.one(CodeBase)
    if code is None:
        return ()
    serving = [path for path, module in code.modules.items() if module.facts.serving and module.role == "production"]
    if sum(other.is_deployed and not other.retired for other in models) != 1:
        serving = [path for path in serving if path in model.deployed_by]
    return tuple(sorted(path for path in serving if any(_imports_monitoring(code, p) for p in code.closure(path, 2))))


def _imports_monitoring(code: CodeBase, path: str) -> bool:
    module = code.modules.get(path)
    if module is None:
        return False
    return any(
        found.module in MONITORING_LIBRARIES or found.module.partition(".")[0] in MONITORING_LIBRARIES
        for found in module.facts.imports
    )

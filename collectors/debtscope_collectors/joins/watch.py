"""Who watches which model: reports bound to models, and alerts, dashboards and code that speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from debtscope.api import Facts, join
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import (
    BoundReport,
    CodeBase,
    CodeModule,
    InventoryModel,
    ModelInventory,
    ModelWatch,
    UnboundReports,
)
from debtscope_collectors.joins.naming import Names, matches, words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.monitoring.facts import AlertRule, Dashboard, MetricSeries, MonitorReport

DRIFT_LIBRARIES = frozenset(
    {"evidently", "whylogs", "nannyml", "deepchecks", "alibi_detect", "arize", "fiddler", "superwise", "aporia", "frouros"}
)  # fmt: skip
MONITORING_LIBRARIES = DRIFT_LIBRARIES | {
    "prometheus_client", "prometheus_fastapi_instrumentator", "starlette_exporter", "starlette_prometheus", "statsd", "datadog",
    "opentelemetry", "langfuse", "langsmith", "phoenix", "helicone", "traceloop", "openllmetry", "agentops", "opik", "weave", "trulens",
    "trulens_eval", "openinference", "logfire",
}  # fmt: skip
_GENERAL = regex(r"model|predict|inference|drift|accuracy|(?:^|[_\W])auc|(?:^|[_\W])psi|quality|skew", re.IGNORECASE)
_OF_MACHINES = regex(
    r"^(?:node|container|machine|cadvisor|kube|kubelet|go|process|prometheus|grafana|scrape|pg|redis|kafka|nginx|istio|etcd|ray)_|^up$"
)
"""Metrics of machines, containers and servers, whatever words their panels hold."""
_OF_RAY = regex(r"^(?:ray_)?serve_|^ray_serve_")
_TRACKED = regex(
    r"(?:cml\.metrics_v1\.(?:track|read)_\w*metrics?|cdsw\.(?:track_(?:delayed|aggregate)_metrics|read_metrics))$"
)
"""Cloudera's model metrics; `cdsw.track_metric` is of experiments as well."""
_LAST = datetime.max.replace(tzinfo=UTC)


def bind(facts: Facts, models: Sequence[InventoryModel]) -> Iterator[BoundReport]:
    """Every report with the model that it speaks of: by settings, content, path, or because there is only one."""
    settings = facts.settings.models
    names = _names(facts, models)
    only = _only_served(models)
    inventory = ModelInventory(models=tuple(models))
    for report in facts.all(MonitorReport):
        mapped = next((name for name, own in settings.items() if matches(report.path, own.reports)), None)
        if mapped is not None:
            known = inventory.named(mapped)
            yield BoundReport(report=report, model=known.name if known else mapped, bound_by="settings")
        elif is_example(facts, report.path):
            continue
        elif told := names.exact(report.model) or names.exact(report.service):
            yield BoundReport(report=report, model=told, bound_by="content")
        elif told := names.within([report.stream]):
            yield BoundReport(report=report, model=told, bound_by="path")
        elif only is not None:
            yield BoundReport(report=report, model=only, bound_by="only-model")
        else:
            yield BoundReport(report=report, model=None, bound_by="none")


def is_example(facts: Facts, path: str) -> bool:
    """A fixture of tests, an example or documentation: it tells nothing of anything that runs."""
    named = path.startswith("outside:") or matches(path, facts.settings.monitoring)
    return not named and is_aside(path)


def _only_served(models: Sequence[InventoryModel]) -> str | None:
    served = [model.name for model in models if model.is_deployed and not model.retired]
    return served[0] if len(served) == 1 else None


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
    rules = [rule for rule in facts.all(AlertRule) if not is_example(facts, rule.path)]
    by_ray = serves_by_ray(facts.one(CodeBase))
    dashboards = [
        board for board in facts.all(Dashboard) if not is_example(facts, board.path) and is_of_models(board, by_ray)
    ]
    alerts = _spoken_of(names, ((rule.name, _alert_texts(rule)) for rule in rules))
    boards = _spoken_of(names, ((b.path, (b.title, *b.texts, *b.metrics)) for b in dashboards))
    series = _spoken_of(names, ((s.name, (s.name, *_model_labels(s.labels))) for s in facts.all(MetricSeries)))
    only = _only_served(models)
    if only is not None:
        # Where one model is served, alarms on models and predictions in general are about it.
        alerts.setdefault(only, []).extend(r.name for r in rules if _GENERAL.search(f"{r.name} {r.expr}"))
        boards.setdefault(only, []).extend(
            b.path for b in dashboards if _GENERAL.search(" ".join((*b.texts, *b.metrics)))
        )
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


def serves_by_ray(code: CodeBase | None) -> bool:
    """Whether some program of the project serves by Ray Serve, which counts requests and errors by itself."""
    return code is not None and any(
        one.module.startswith("ray.serve") or (one.module == "ray" and "serve" in one.names)
        for module in code.modules.values()
        for one in module.facts.imports
    )


def is_of_models(board: Dashboard, by_ray: bool) -> bool:
    """Not a board of machines, or of a server of models that the project does not run, such as those that others publish."""
    ours = [one for one in board.metrics if not _OF_MACHINES.match(one) or (by_ray and _OF_RAY.match(one))]
    return bool(ours) or not board.metrics


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
    """Modules that watch the model: its serving modules with a monitoring library near, and drift jobs of its own.

    Where one model is served, every serving module and every drift job of the project is its own.
    """
    code = facts.one(CodeBase)
    if code is None:
        return ()
    ours = [path for path, module in code.modules.items() if module.is_own]
    jobs = [
        path
        for path in ours
        if _imports(code, path, DRIFT_LIBRARIES) or _is_monitor(code.modules[path]) or tracks(code.modules[path])
    ]
    serving = [path for path in ours if code.modules[path].facts.serving]
    if _only_served(models) is None:
        names = _names(facts, models)
        serving = [path for path in serving if path in model.deployed_by]
        jobs = [path for path in jobs if names.within([path]) == model.name]
    near = [p for p in serving if any(_imports(code, q, MONITORING_LIBRARIES) for q in code.closure(p, 2))]
    return tuple(sorted({*near, *jobs}))


def tracks(module: CodeModule) -> bool:
    """Whether it hands a platform what each prediction was made of, which the platform keeps beside the model."""
    return any(_TRACKED.match(name) for name in module.facts.called)


def _is_monitor(module: CodeModule) -> bool:
    """A monitor that the project wrote itself: named so, and with code that runs in production or by itself."""
    named = {"drift", "monitor", "monitoring"} & set(words(module.path))
    return bool(named and module.facts.functions and (module.in_production or module.entry))


def _imports(code: CodeBase, path: str, libraries: frozenset[str]) -> bool:
    module = code.modules.get(path)
    return module is not None and any(found.module.partition(".")[0] in libraries for found in module.facts.imports)

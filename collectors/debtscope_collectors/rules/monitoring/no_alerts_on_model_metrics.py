"""Model metrics are shown and nothing alerts on them

Detects
-------
Code exports, a dashboard shows or a series records metrics of a model's drift, quality or predictions, and no alerting rule
that can fire is about drift or quality. Alerts that were commented out and alerts whose condition lies outside their
metric's range do not count; alerts on a metric that nothing exports do (they have an item of their own). Where only
predictions are exported and other alerts exist, nothing is said. Metrics of databases and of clocks that run apart are no model's. Nor are programs (and modules named for monitoring that programs import) forgotten that measure drift and keep what they
find in a file: where no alert rule exists, nothing stops on drift and no code sends a message to anybody. Where all that measures drift
are functions of files that nothing but tests imports and nothing runs, that is the item. Where the tree sets up a Prometheus or dashboards, what they hold of a model is
only how many predictions there are and how fast (or requests, where nothing tells them apart), and not one alert rule exists, that is a low item. One item for the only deployed model, else one for the
repository; drift that may be another model's (the project trains several, and neither code imports the other) is the repository's.

Why it is debt
--------------
A dashboard is looked at on good days. Whoever measured drift and quality meant to act on them, and nobody will be told.

How to pay it down
------------------
One alert each on the drift share, on the quality where labels come back, on the mean prediction and on missing reports,
with a severity, an owner and a runbook; say in debtscope.toml (`[models.NAME] monitoring = "https://…"`) where alerts live
elsewhere.

Example
-------
`churn_drift_share` is on a dashboard; its only alert has stood there as a comment since July.

References
----------
ML Test Score, Monitor 7; Sculley et al. 2015, section 7 ("Real-time monitoring"); Prometheus documentation, "Alerting".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.alerts import OwnAlert
from debtscope_collectors.joins.drift_checks import drift_acts, unrun, untold
from debtscope_collectors.joins.exported_metrics import exported_metrics
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory, ModelWatch
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.metric_topics import of_storage, topics
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.watch import is_example, serves_by_ray
from debtscope_collectors.sources.monitoring.facts import CommentedAlert, Dashboard, MetricSeries

SHOWN = 8
_DEPTH = 4
"""Imports between what measures drift and what trains or serves a model."""
_SERVER = regex(r"^(?!.*datasources/).*(?:^|/)prometheus[\w.-]{0,40}\.ya?ml$", re.IGNORECASE)
_SERVED = regex(
    r"^(?:ray_)?serve_\w{1,60}(?:latency|request|error)|(?:^|_)(?:inference|model)_\w{0,40}(?:latency|duration|requests|errors)",
    re.IGNORECASE,
)
"""Metrics of requests to models, as servers and services name them."""
_REQUESTS = regex(
    r"^(?!kube|node|container|apiserver|nginx|traefik|istio|envoy|grafana|prometheus)(?:[a-z]{1,20}_){0,2}(?:http|api)_(?:\w{0,20}_)?requests?(?:_\w{0,40})?(?:_total|_count|_seconds|_duration|_latency|_errors?|_bucket)",
    re.IGNORECASE,
)
"""Metrics of whatever is asked of a service; where a model answers, they are all that tells that it does."""


@rule(
    id="MON-011",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("monitoring", "python", "mlflow", "containers"),
    facets=(exported_metrics, drift_acts),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    inventory = facts.one(ModelInventory)
    deployed = [m for m in inventory.models if m.is_deployed and not m.retired] if inventory else []
    if not deployed or _elsewhere(facts, deployed):
        return
    code = facts.one(CodeBase)
    idle = unrun(facts, code) if code is not None and not code.is_library else None
    if idle is not None:
        yield _idle(code, deployed, *idle)
        return
    metrics = _model_metrics(facts)
    telling = {
        name: place
        for name, place in metrics.items()
        if not of_storage(name) and topics([name]) & {"drift", "quality", "predictions"}
    }
    alerts = facts.all(OwnAlert)
    covering = [own for own in alerts if topics((own.rule.name, *own.rule.metrics)) & {"drift", "quality"}]
    if not telling and not alerts:
        yield from list(_kept_in_files(facts, deployed)) or _traffic_alone(facts, deployed, metrics)
    if not telling or any(own.never is None for own in covering):
        return
    if alerts and not any(topics([name]) & {"drift", "quality"} for name in telling):
        return
    yield _finding(facts, deployed, telling, covering, len(alerts))


def _whose(code: CodeBase | None, deployed: list[InventoryModel], path: str) -> str | None:
    """The only deployed model, unless the drift may be another's: the project trains several, and that file and the model's code share none."""
    if len(deployed) != 1 or code is None:
        return None
    own = {*deployed[0].serving_code, *(deployed[0].training.code if deployed[0].training else ())}
    near = {one for start in own for one in code.closure(start, _DEPTH)}
    trains = [one for one in code.modules.values() if one.facts.training and one.is_own and not is_aside(one.path)]
    is_near = path in near or not own.isdisjoint(code.closure(path, _DEPTH))
    return deployed[0].name if is_near or len(trains) <= 1 else None


def _idle(code: CodeBase | None, deployed: list[InventoryModel], path: str, line: int) -> Finding:
    """A drift check of functions that nothing calls."""
    whose = _whose(code, deployed, path)
    return Finding(
        subject=Subject(kind="model", name=whose) if whose else Subject(kind="repo", name="repo"),
        title="The drift check is never run",
        message=f"{whose + ': ' if whose else ''}{path}:{line} measures drift, and no program, pipeline or job imports or runs that file: nobody watches.",
        line=line,
        evidence=(
            Evidence(kind="line", path=path, line=line, excerpt="measures drift"),
            Evidence(kind="searched", excerpt="imports outside of tests; commands, pipelines, CI, images and schedules", value="not found"),
        ),
        remediation="Run it where the predictions are (a job, a task of the pipeline) and let its verdict reach somebody, or delete it.",
    )  # fmt: skip


def _kept_in_files(facts: Facts, deployed: list[InventoryModel]) -> Iterator[Finding]:
    """Drift that a program measures and nobody hears of."""
    code = facts.one(CodeBase)
    found = untold(facts, code) if code is not None and not code.is_library else None
    if found is None:
        return
    path, line = found
    whose = _whose(code, deployed, path)
    yield Finding(
        subject=Subject(kind="model", name=whose) if whose else Subject(kind="repo", name="repo"),
        message=f"{whose + ': ' if whose else ''}{path}:{line} measures drift, and no alert rule and no message tells anybody of it.",
        line=line,
        evidence=(
            Evidence(kind="line", path=path, line=line, excerpt="measures drift"),
            Evidence(
                kind="searched",
                excerpt="alert rules; raises and exits on drift; mail, chat, paging and webhooks in code",
            ),
        ),
    )


def _traffic_alone(facts: Facts, deployed: list[InventoryModel], metrics: dict[str, str]) -> Iterator[Finding]:
    """Predictions are counted and timed by a monitoring of the project's own, and nobody is told when they stop."""
    server = next(
        (e.path for e in facts.all(FileEntry) if _SERVER.search(e.path) and not is_example(facts, e.path)), None
    )
    board = next((b.path for b in facts.all(Dashboard) if not is_example(facts, b.path)), None)
    place = server or board
    names = sorted(name for name in metrics if "traffic" in topics([name]) or _SERVED.search(name))
    names = names or sorted(name for name in metrics if _REQUESTS.search(name))
    if place is None or not names or facts.all(CommentedAlert):
        return
    whose = deployed[0].name if len(deployed) == 1 else None
    yield Finding(
        subject=Subject(kind="model", name=whose) if whose else Subject(kind="repo", name="repo"),
        title="Predictions are counted and nothing alerts",
        message=f"{whose + ': ' if whose else ''}{listed(names, 3)} {'are' if len(names) > 1 else 'is'} collected ({place}), and there is not one alert rule: "
        "a service that stops or slows down is noticed by those who wait for it.",
        severity=Severity.LOW,
        evidence=(
            *(Evidence(kind="metric", path=metrics[name], ref=name) for name in names[:SHOWN]),
            Evidence(kind="config", path=place, ref="monitoring of its own"),
            Evidence(kind="searched", excerpt="alert rules of Prometheus and Grafana", value="none"),
        ),
    )  # fmt: skip


def _elsewhere(facts: Facts, deployed: list[InventoryModel]) -> bool:
    names = {model.name for model in deployed}
    return any(watch.elsewhere for watch in facts.all(ModelWatch) if watch.model in names)


def _model_metrics(facts: Facts) -> dict[str, str]:
    """Every metric that is shown, recorded or exported -> the file that says so."""
    found: dict[str, str] = {}
    for series in facts.all(MetricSeries):
        if not is_example(facts, series.path):
            found.setdefault(series.name, series.path)
    for board in facts.all(Dashboard):
        if not is_example(facts, board.path):
            for metric in board.metrics:
                found.setdefault(metric, board.path)
    code = facts.one(CodeBase)
    for path, rows in facts.rows(exported_metrics).items():
        if code is not None and path in code.modules and code.modules[path].is_own:
            for row in rows:
                found.setdefault(row.name, path)
    by_ray = serves_by_ray(code)
    return {name: path for name, path in found.items() if name and (by_ray or not name.startswith("ray_serve_"))}


def _finding(
    facts: Facts, deployed: list[InventoryModel], telling: dict[str, str], covering: list[OwnAlert], alerts: int
) -> Finding:
    whose = deployed[0].name if len(deployed) == 1 else None
    off = [alert for alert in facts.all(CommentedAlert) if topics((alert.name, alert.expr)) & {"drift", "quality"}]
    off = [alert for alert in off if not is_example(facts, alert.path)]
    names = sorted(telling, key=lambda name: (not topics([name]) & {"drift", "quality"}, name))
    shown = listed(names, 3)
    rest = [f"{off[0].name} is commented out"] if off else []
    rest += [f"{covering[0].rule.name} can hardly ever fire"] if covering else []
    told = f"; {' and '.join(rest)}" if rest else ""
    about = "none of the alert rules is" if alerts else "no alert rule was found"
    about += " about drift or quality" if alerts else ""
    evidence = [Evidence(kind="metric", path=telling[name], ref=name) for name in names[:SHOWN]]
    evidence += [
        Evidence(kind="line", path=a.path, line=a.line, ref=a.name, excerpt=f"commented out: {a.expr[:120]}")
        for a in off[:3]
    ]
    evidence += [
        Evidence(kind="line", path=o.rule.path, line=o.rule.line, ref=o.rule.name, excerpt=o.never)
        for o in covering[:3]
    ]
    evidence.append(Evidence(kind="searched", excerpt=f"{alerts} alert rules of Prometheus and Grafana"))
    return Finding(
        subject=Subject(kind="model", name=whose) if whose else Subject(kind="repo", name="repo"),
        message=f"{whose + ': ' if whose else ''}{shown} {'are' if len(names) > 1 else 'is'} measured, and {about}{told}.",
        evidence=tuple(evidence),
        confidence=Confidence.HIGH if off or covering else None,
    )

"""No latency or error signal for inference

Detects
-------
A serving module whose model a workload, manifest, pipeline, image or registry puts into service, where neither the module, what it imports nor the application that takes it in
uses an instrument for request time or errors (prometheus_client, instrumentators, OpenTelemetry, statsd, Sentry and other
monitoring services), and no alert rule or dashboard asks for latency, requests or errors. Low where an image is the only sign that somebody runs it, and left out there if nothing brings that image to
where people use it (CI, a platform's settings, a compose file for production, a cluster), if the module
takes the time itself, or if CI deploys to a platform that records latency and errors of every service by itself (Cloud Run, App
Engine, Cloud Functions, Lambda). Functions of clouds and scripts of their endpoints are left out, whose requests the platform counts. Code that
nothing in the tree runs is left out, and so are models that the settings or the documentation say are monitored elsewhere. What a mesh or a serving platform exports by itself counts once a rule or dashboard
reads it.

Why it is debt
--------------
The callers are the monitoring: a model that answers slowly or with errors is noticed when somebody complains, and nobody can say
since when, or whether the last release did it.

How to pay it down
------------------
Add an instrumentator (two lines for FastAPI and Flask), one rule on the 95th percentile and one on the share of errors, each with an
owner.

Example
-------
Debt: a bare FastAPI application behind a Kubernetes service

Clean: `Instrumentator().instrument(app).expose(app)` and a rule on `http_request_duration_seconds`

References
----------
ML Test Score, monitor 6: no dramatic or slow-leak regression in serving latency or throughput.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.asked_routes import answers_a_request
from debtscope_collectors.joins.brought import is_brought
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.served import importers
from debtscope_collectors.joins.serving import PredictingRoutes
from debtscope_collectors.joins.watch import MONITORING_LIBRARIES, is_example, is_of_models, serves_by_ray
from debtscope_collectors.sources.monitoring.facts import AlertRule, Dashboard
from debtscope_collectors.sources.python.timed import timed_answers

_DEPTH = 4
_IMAGE = Driver(
    name="part", value=0.4, unit="x", ref="an image of the repository runs it; nothing tells that it is in use"
)
_INSTRUMENTS = MONITORING_LIBRARIES | {
    "sentry_sdk", "ddtrace", "newrelic", "elasticapm", "opencensus", "logfire", "aioprometheus", "prometheus_flask_exporter",
    "prometheus_flask_instrumentator", "prometheus_api_metrics", "bentoml", "kserve", "mlserver", "seldon_core", "applicationinsights", "azure", "aws_xray_sdk", "aws_embedded_metrics",
}  # fmt: skip
_NOT_INSTRUMENTS = regex(r"^azure\.(?!monitor)")
_OWN = regex(r"metrics|instrument|telemetry|prometheus|latency|observab", re.IGNORECASE)
_METERED = regex(
    r"deploy-cloudrun|deploy-appengine|deploy-cloud-functions|\bgcloud\s+(?:beta\s+|alpha\s+)?(?:run|functions|app)\s+deploy\b"
    r"|\baws\s+lambda\s+update-function-code|\bsam\s+deploy\b|aws-lambda-deploy"
)
"""Platforms that count and time requests for whoever deploys to them."""
_PUSHED = regex(r"\bdocker\s+(?:image\s+)?push\b|docker/build-push-action|\bsystemctl\s+(?:re)?start\b")
_COUNTED = regex(r"^(?:aws_lambda|sagemaker|azureml|azure\.functions|functions_framework|runpod)\.")
"""What they call themselves."""
_MESH = regex(r"^(?:istio|nginx|traefik|envoy|kong|haproxy)_")
_SIGNAL = regex(r"latency|duration|response_?time|request|http_|5xx|error|revision_", re.IGNORECASE)


@rule(
    id="MON-014",
    category=Category.MONITORING,
    debt_type="operational debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("containers", "mlflow", "monitoring", "docs", "ci"),
    facets=(timed_answers,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per serving module; one for the modules that one manifest runs."""
    served, code = facts.one(PredictingRoutes), facts.one(CodeBase)
    if served is None or code is None or _is_watched_outside(facts):
        return
    is_metered = bool(saying(facts, _METERED))
    is_used = is_brought(facts) or bool(saying(facts, _PUSHED))
    by_live: dict[str, list[str]] = {}
    routes, timed = served.by_module(), facts.rows(timed_answers)
    for path in routes:
        live = served.live.get(path)
        if not any(map(answers_a_request, routes[path])):
            continue  # shows examples, or the service's own state
        if all(route.handler.is_invoked for route in routes[path]):
            continue  # AWS Lambda counts and times what it calls
        if live is not None and not live.startswith("code:") and not _is_instrumented(code, path):
            if (live.startswith("docker:") and is_metered) or _is_called_by_a_platform(code, path):
                continue
            if live.startswith("docker:") and not (is_used or live.endswith(".service")):
                continue  # an image alone: nothing tells that anybody but its author asks it
            if live.startswith("docker:") and any(timed.get(one) for one in (path, *importers(code, [path]))):
                continue  # it says in the log or the answer how long each took
            by_live.setdefault(live, []).append(path)
    for live, paths in by_live.items():
        paths.sort(key=lambda path: not any("predict" in one.shown for one in routes[path]))  # the plainest first
        first = paths[0]
        line = routes[first][0].handler.line
        more = f" (and {len(paths) - 1} more module{'s' * (len(paths) > 2)})" if len(paths) > 1 else ""
        yield Finding(
            subject=file_subject(first),
            message=f"{first}{more} answers with predictions ({live.removeprefix('docker:')}), and nothing measures its latency or errors.",
            line=line,
            severity=Severity.LOW if live.startswith("docker:") else None,
            drivers=(_IMAGE,) if live.startswith("docker:") else (),
            evidence=(
                *(
                    Evidence(kind="route", path=p, line=routes[p][0].handler.line, ref=routes[p][0].shown)
                    for p in paths[:8]
                ),
                Evidence(kind="config", ref=live),
                Evidence(kind="searched", excerpt="instruments in the module and its imports, alert rules, dashboards"),
            ),
            cause=f"unobserved-serving:{first}",
        )


def _is_called_by_a_platform(code: CodeBase, path: str) -> bool:
    """Functions of clouds and scripts of their endpoints, whose requests, errors and time the platform counts."""
    return all(_COUNTED.search(site.name) for site in code.modules[path].facts.serving)


def _is_watched_outside(facts: Facts) -> bool:
    if any(own.monitoring for own in facts.settings.models.values()):
        return True
    written = facts.one(Documentation)
    if written is not None and written.on("monitored-elsewhere"):
        return True
    told = [f"{one.name} {one.expr}" for one in facts.all(AlertRule) if not is_example(facts, one.path)]
    by_ray = serves_by_ray(facts.one(CodeBase))
    told += [
        " ".join((*board.metrics, *board.texts))
        for board in facts.all(Dashboard)
        if not is_example(facts, board.path)
        and (is_of_models(board, by_ray) or any(_MESH.match(metric) for metric in board.metrics))
    ]
    return any(_SIGNAL.search(text) for text in told)


def _is_instrumented(code: CodeBase, path: str) -> bool:
    mounting = importers(code, [path])  # an application counts for the routers that it takes in
    around = {near: None for start in (path, *mounting) for near in code.closure(start, _DEPTH)}
    for near in around:
        module = code.modules.get(near)
        for found in module.facts.imports if module else ():
            if found.module == "ray.serve" or (found.module == "ray" and "serve" in found.names):
                return True  # counts requests, errors and latency of every deployment by itself
            if found.module.partition(".")[0] in _INSTRUMENTS and not _NOT_INSTRUMENTS.match(found.module):
                return True
            if _OWN.search(found.module) and not found.module.startswith("sklearn"):
                return True
    return False

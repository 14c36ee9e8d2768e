"""Production version is old and nobody tested the cost of staleness

Detects
-------
A served version whose run ended more than 180 days ago (or more than `max_age_days` of `[models.NAME]`), or beside which three
or more newer, READY versions lie whose main metric is better and which nobody promoted. The main metric is the one whose name
says most: of held-out data rather than training. Silent where the team says `static = true`, where a tag or a report speaks of
a backtest or of staleness, and for models that no registry dates. Low where nobody has worked on the project for four months and
the model is from its last days: the project sleeps.

Why it is debt
--------------
Customers, prices and sensors change; the model does not. How much that costs is measured by scoring last month with last
year's model, and where nobody did, age is a guess, and a better version that waits is paid for and not used.

How to pay it down
------------------
Score the last months with models of several ages; set the age at which it pays to retrain (`max_age_days`); let the pipeline
promote what passes.

Example
-------
Champion v1 was trained 400 days ago; v3 and v4 score better and were not promoted.

References
----------
ML Test Score, M4 (the impact of model staleness is known) and O4. Sculley et al. 2015.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.asleep import asleep_since
from debtscope_collectors.joins.facts import ModelWatch
from debtscope_collectors.joins.main_metric import Metric, main_metric
from debtscope_collectors.joins.registry import Registered, number, places, registered
from debtscope_collectors.sources.mlflow.facts import MlflowRun, ModelVersion

LIMIT_DAYS = 180
WAITING = 3
_RUN = timedelta(days=7)
"""Of a training that ends longer after the last commit, a schedule is alive."""
_TESTED = regex(r"back_?-?test|stale(?:ness)?|decay_?-?test|age_?-?test", re.IGNORECASE)
Better = tuple[ModelVersion, float, float]
"""(newer version, its value, the served version's)."""


@rule(
    id="MON-024",
    category=Category.MONITORING,
    debt_type="model staleness",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("mlflow",),
    uses=("monitoring", "git"),
)
def check(facts: Facts) -> Iterator[Finding]:
    now = datetime.combine(facts.as_of, time(), UTC) + timedelta(days=1)
    worked = asleep_since(facts)
    for one in registered(facts):
        served = one.served
        own = facts.settings.models.get(one.model.name)
        if served is None or (own and own.static) or _is_tested(facts, one):
            continue
        limit = own.max_age_days if own and own.max_age_days else LIMIT_DAYS
        run = one.store.runs.get(served.run_id or "")
        at = (run.end or run.start if run else None) or served.created
        age = (now - at).days if at else 0
        metric, better = _better(one, served)
        if age > limit or len(better) >= WAITING:
            found = _finding(one, served, run, at if age > limit else None, age, limit, metric, better)
            is_asleep = worked is not None and at is not None and -_RUN <= worked - at <= timedelta(days=limit)
            yield replace(found, severity=Severity.LOW, confidence=Confidence.LOW) if is_asleep else found


def _is_tested(facts: Facts, one: Registered) -> bool:
    """Whether a tag, a parameter or a report of the model speaks of a test of its age."""
    runs = [one.store.runs.get(version.run_id or "") for version in one.model.versions]
    words = [f"{key} {value}" for version in one.model.versions for key, value in version.tags.items()]
    words += [f"{key} {value}" for run in runs if run for key, value in run.tags.items()]
    words += [run.name for run in runs if run and run.name]
    words += [
        bound.report.path for watch in facts.all(ModelWatch) if watch.model == one.model.name for bound in watch.reports
    ]
    return any(_TESTED.search(word) for word in words)


def _better(one: Registered, served: ModelVersion) -> tuple[Metric | None, list[Better]]:
    """Newer versions that are ready, not served and better by the metric that all of them have."""
    base = one.store.runs.get(served.run_id or "")
    if base is None or not base.metrics:
        return None, []
    newer = [
        v for v in one.model.versions if number(v) > number(served) and v.status == "READY" and v.stage != "Archived"
    ]
    runs = [(version, run) for version in newer if (run := one.store.runs.get(version.run_id or "")) and run.metrics]
    metric = main_metric(set(base.metrics).intersection(*(run.metrics for _, run in runs))) if runs else None
    if metric is None:
        return None, []
    old = base.metrics[metric.name]
    return metric, [(v, r.metrics[metric.name], old) for v, r in runs if metric.better(r.metrics[metric.name], old)]


def _finding(
    one: Registered,
    served: ModelVersion,
    run: MlflowRun | None,
    at: datetime | None,
    age: int,
    limit: int,
    metric: Metric | None,
    better: Sequence[Better],
) -> Finding:
    where = f"{one.model.name} v{served.version}{places(served)}"
    told = f"{where} was trained {age} days ago" if at else f"{where} serves"
    if at:
        told += f" (limit {limit})"
    evidence = [
        Evidence(
            kind="run", path=one.store.path, ref=served.run_id or f"v{served.version}", value=age,
            excerpt=f"{where}: {'run ended' if run else 'version made'} {at:%Y-%m-%d}" if at else f"{where}: {age} days old",
        )
    ]  # fmt: skip
    if metric and better:
        found = ", ".join(f"v{version.version} {value:.4g}" for version, value, _ in better[:4])
        told += (
            f"; {found} are better than its {better[0][2]:.4g} in {metric.name}"
            if len(better) > 1
            else (f"; {found} is better than its {better[0][2]:.4g} in {metric.name}")
        )
        told += " and were not promoted" if len(better) > 1 else " and was not promoted"
        evidence += [
            Evidence(
                kind="metric", path=one.store.path, ref=version.run_id or f"v{version.version}", value=value,
                excerpt=f"v{version.version}{places(version)}: {metric.name} {value:.6g}",
            )
            for version, value, _ in better[:4]
        ]  # fmt: skip
    consumers = len(one.known.consumers) if one.known else 0
    drivers = (
        (Driver(name="consumers", value=float(consumers), unit="consumers", ref="inventory"),) if consumers else ()
    )
    return Finding(
        subject=Subject(kind="model", name=one.model.name),
        message=f"{told}; no backtest by age was found.",
        evidence=tuple(evidence),
        cause=f"model:{one.model.name}:unpromoted",
        drivers=drivers,
    )

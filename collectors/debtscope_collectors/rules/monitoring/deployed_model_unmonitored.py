"""Deployed model has no monitoring at all

Detects
-------
A model that is deployed (a serving alias, stage Production, a serving manifest, an endpoint that code, CloudFormation or Terraform makes, a
deployment of Azure ML, Databricks or Cloudera, an image that starts a server of models with this one) and that no report, alert rule,
dashboard, metric series or monitoring library in its serving code speaks of. Dashboards of machines, containers and
stores, or of Ray Serve where nothing serves by it, speak of no model. Models that others made and run, and servers of which nothing tells
what they serve, are left out; so is a model that only code loads, unless something runs or rolls out that code (an image, a workload, a call of a
platform) and the project trains or registers the model itself. Where nothing at all is watched, one item
for the repository is reported instead of one per model; so it is for three and more models that no registry knows.

Why it is debt
--------------
A model decays silently: inputs shift, upstream jobs break, and the service still answers 200. Without monitoring the
first signal is a complaint, weeks late, and nobody can say since when the answers were wrong.

How to pay it down
------------------
1. First, in two to four hours: write a row for each answer (time, version of the model, inputs, answer) to a table or a log, and count answers and errors.
2. Make one report a week from these rows against the training data, by a scheduled job.
3. Give one number of it a limit, and alert one owner.

Where the model is watched
elsewhere, say so in debtscope.toml: `[models.NAME] monitoring = "https://…"`; where reports exist but do not name their
model, map them: `reports = ["monitoring/**"]`.

Example
-------
`churn-proto` has held the alias champion since May, and no export, rule or dashboard mentions it.

References
----------
ML Test Score, Monitor 1-7; Sculley et al. 2015, section 7; se-ml.github.io, practice "Log production predictions".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory, ModelWatch, UnboundReports
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.own_models import is_own, is_told
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.joins.serving import PredictingRoutes
from debtscope_collectors.sources.containers.facts import ImageBuild
from debtscope_collectors.sources.python.roll_outs import roll_outs

_MANY: Final = 3
"""Models that no registry knows, from which they are one item."""
_FIRST = (
    "First, in two to four hours: write a row for each answer (time, version, inputs, answer) and count answers and errors; "
    "then a weekly report against the training data, then one limit with an owner."
)


@rule(
    id="MON-001",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("mlflow", "monitoring", "containers", "python"),
    credits=("CR-13",),
    facets=(roll_outs,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per unwatched model, or one for the repository when nothing is watched."""
    inventory = facts.one(ModelInventory)
    if inventory is None:
        return
    deployed = [
        m
        for m in inventory.models
        if m.is_deployed and not m.retired and is_told(facts, m) and _is_in_service(facts, m)
    ]
    watches = {watch.model: watch for watch in facts.all(ModelWatch)}
    unwatched = [model for model in deployed if not _is_watched(watches.get(model.name))]
    if len(deployed) > 1 and len(unwatched) == len(deployed) and not facts.read("monitoring"):
        yield _nothing_at_all(deployed)
        return
    unbound = facts.one(UnboundReports)
    found = [
        (model, _unwatched(model, len(unbound.reports) if unbound else 0, facts.read("monitoring")))
        for model in unwatched
    ]
    nameless = [pair for pair in found if not pair[0].versions]
    if len(nameless) < _MANY:
        nameless = []
    yield from (finding for model, finding in found if not nameless or model.versions)
    if nameless:
        yield _several(nameless)


def _is_in_service(facts: Facts, model: InventoryModel) -> bool:
    """A registry, a manifest or a schedule says that it answers somebody. Code that loads a model shows that it can be served: that it
    is shows where something runs or rolls out that code, or where other models are watched, and only a model of the project's own is its to watch."""
    code, served = facts.one(CodeBase), facts.one(PredictingRoutes)
    if model.name.startswith("model of ") and not model.versions:  # named for its server alone
        return code is not None and any(one.is_own and one.facts.training for one in code.modules.values())
    if model.versions or model.deployed_how or not all(ref.endswith(".py") for ref in model.deployed_by):
        return True
    if code is None or not is_own(facts, model):
        return False
    live = {path for path, by in served.live.items() if not by.startswith("code:")} if served else set[str]()
    images = {posixpath.dirname(image.path) for image in facts.all(ImageBuild) if not is_aside(image.path)} - {""}
    rolled_out = any(rows and not is_aside(path) for path, rows in facts.rows(roll_outs).items())
    return (
        rolled_out
        or facts.read("monitoring")
        or any(
            path in live or run_by(code, path) or any(path.startswith(f"{folder}/") for folder in images)
            for path in (*model.deployed_by, *model.serving_code)
            if path in code.modules
        )
    )


def _several(found: Sequence[tuple[InventoryModel, Finding]]) -> Finding:
    """Models that no registry knows and manifests deploy side by side: one way to watch them."""
    _, first = found[0]
    names = listed([one.shown for one, _ in found], 4)
    order = list(Severity)
    return replace(
        first,
        subject=Subject(kind="files", name="models that nothing watches"),
        message=f"{len(found)} models ({names}) appear in no monitoring export, alert, dashboard or serving code: when their answers get worse, nobody is told.",
        evidence=(
            *(_deployment(one, one.deployed_by[0]) for one, _ in found[:15] if one.deployed_by),
            first.evidence[-1],
        ),
        severity=max((one.severity or Severity.HIGH for _, one in found), key=order.index),
        occurrences=float(len(found)),
    )


def _is_watched(watch: ModelWatch | None) -> bool:
    return watch is not None and bool(
        watch.reports or watch.alerts or watch.dashboards or watch.code or watch.elsewhere
    )


def _unwatched(model: InventoryModel, unbound: int, any_read: bool) -> Finding:
    since = f" (deployed since {model.served_since.date()})" if model.served_since else ""
    version = f" v{model.served.version}" if model.served else ""
    evidence = [_deployment(model, ref) for ref in model.deployed_by[:3]]
    searched = "reports, alert rules, dashboards, metric series and serving code" if any_read else (
        "serving code; no monitoring export was found"
    )  # fmt: skip
    evidence.append(Evidence(kind="searched", excerpt=searched))
    hint = None
    if unbound:
        evidence.append(Evidence(kind="report", excerpt=f"{unbound} reports name no model", value=unbound))
        hint = (
            f"If some of the {unbound} reports that name no model are about {model.shown}, map them in debtscope.toml."
        )
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{model.shown}{version}{since} appears in no monitoring export, alert, dashboard or serving code: when its answers get worse, nobody is told.",
        evidence=tuple(evidence),
        # Code that loads an artefact shows that it can be served, not that it is.
        severity=Severity.MEDIUM if all(ref.endswith(".py") for ref in model.deployed_by) else None,
        confidence=Confidence.LOW if unbound or not model.versions else None,
        remediation=" ".join(filter(None, (_FIRST, hint))),
    )


def _deployment(model: InventoryModel, ref: str) -> Evidence:
    is_path = "/" in ref or ref.endswith((".yaml", ".yml", ".py"))
    served = model.served.version if model.served else None
    return Evidence(
        kind="version", path=ref if is_path else None, ref=None if is_path else ref, value=served,
        excerpt=model.deployed_how or None,
    )  # fmt: skip


def _nothing_at_all(deployed: Sequence[InventoryModel]) -> Finding:
    names = ", ".join(model.name for model in deployed[:5]) + ("…" if len(deployed) > 5 else "")
    return Finding(
        subject=Subject(kind="repo", name="repo"),
        message=f"None of the {len(deployed)} deployed models ({names}) is watched: no monitoring export was found at all. When their answers get worse, nobody is told.",
        evidence=(
            Evidence(kind="searched", excerpt="reports, alert rules, dashboards and metric series in the repository"),
            *(_deployment(model, model.deployed_by[0]) for model in deployed[:5] if model.deployed_by),
        ),
        severity=Severity.HIGH,  # they may be watched from elsewhere
        confidence=Confidence.LOW,
        occurrences=float(len(deployed)),
        remediation=f"{_FIRST} Where they are watched elsewhere, name the folder of your exports with --monitoring, or say in debtscope.toml where the models are watched.",
    )

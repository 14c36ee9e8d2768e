"""New model reaches all traffic at once, with no way back

Detects
-------
A model service of a manifest (KServe, Seldon, BentoML, Ray) whose model is named by a mutable address (`latest`, `current`, no
version, number or date in it) while neither a canary, a shadow, a split of traffic nor a progressive roll-out (Argo Rollouts,
Flagger) stands in the repository; a Deployment of the service that keeps no earlier revision (`revisionHistoryLimit: 0`) or runs an
image at `latest`, so that going back brings the same image (medium; silent where a kustomization, CI or a script puts a version in its place); and a scheduled workflow that promotes or deploys a model without any step that checks it
first, worse with a forced push. Examples, and services whose address is immutable, are left out: going back is one edit there.

Why it is debt
--------------
A bad version is met by every user at once, and the version before cannot be named, so it cannot be put back.

How to pay it down
------------------
Deploy an immutable version, send 5 to 10 % of the traffic first with an automatic gate on its metrics, and rehearse the way
back.

Example
-------
`storageUri: s3://models/churn/latest` in an InferenceService without canaryTrafficPercent

References
----------
ML Test Score, I6 and I7. KServe, canary roll-out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.images import repository
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.serving_workloads import MANAGED, serving_workloads
from debtscope_collectors.sources.containers.facts import ImageOverride, Workload
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines, PipelineStep
from debtscope_collectors.sources.references.facts import DeployLine

_FIXED = regex(r"\d{4}-?\d{2}|(?:^|[/:@_-])v?\d+(?:\.\d+)*(?:[/_.-]|$)|[0-9a-f]{12,}|sha256|\$\{|\{\{", re.IGNORECASE)
_MUTABLE = regex(r"(?:^|[/:@_-])(?:latest|current|newest|prod|production|champion)(?:[/_.-]|$)", re.IGNORECASE)
_REPLACES = regex(
    r"set image|sed -i.{0,200}image|yq .{0,200}image|--set[ =]\S{0,40}(?:tag|image)|envsubst", re.IGNORECASE
)
_LATEST = regex(r":latest$|^[^:@]*$")
_PROMOTES = regex(
    r"promot|--(?:alias|stage)[ =](?:champion|prod)|set_registered_model_alias|transition_model_version|set-alias",
    re.IGNORECASE,
)
_FORCED = regex(r"git push\b[^\n;&|]{0,100}(?:--force\b|-f\b|--force-with-lease)")
_GATE = regex(
    r"evaluat|validat|compare|gate|check|approv|threshold|quality|pytest|test|metrics diff|assert|verify|canary|shadow",
    re.IGNORECASE,
)


@rule(
    id="CFG-011",
    category=Category.CONFIG,
    debt_type="deployment debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("ci", "containers", "docs", "pipelines", "python", "references"),
    credits=("CR-11",),
)
def check(facts: Facts) -> Iterator[Finding]:
    works = [work for work in facts.all(Workload) if not is_aside(work.path)]
    if not any(work.kind == "Rollout" for work in works):
        for work in works:
            if work.kind in MANAGED and not work.canary and (uri := _mutable(work)):
                yield _service(work, uri)
        yield from _deployments(facts)
    found = facts.one(Pipelines)
    for pipeline in found.pipelines if found else ():
        if pipeline.tool == "github" and pipeline.schedule and not is_aside(pipeline.path):
            yield from _workflow(pipeline)


def _mutable(work: Workload) -> str:
    """The address of a model that another version may take without a change of the manifest."""
    return next((u for u in work.uris if _MUTABLE.search(u) or not _FIXED.search(u.partition("://")[2] or u)), "")


def _service(work: Workload, uri: str) -> Finding:
    how = "latest" if "latest" in uri.lower() else "a mutable address"
    return Finding(
        subject=Subject(kind="service", name=f"{work.path}|{work.name}", path=work.path, symbol=work.name),
        message=f"{work.kind} {work.name} serves {uri} ({how}) with no canary, shadow or split of traffic: a new version reaches "
        "everybody at once and the one before cannot be named.",
        line=work.line_of_uri or work.line,
        evidence=(
            Evidence(kind="line", path=work.path, line=work.line_of_uri or work.line, excerpt=f"storageUri: {uri}"),
            Evidence(kind="searched", ref="canaryTrafficPercent, shadow, traffic, Rollout in all manifests"),
        ),
        tier="service",
    )


def _is_replaced(image: str, facts: Facts) -> bool:
    """Whether Kustomize, a job of CI or a script that people run puts a version in its place."""
    name = repository(image)[0]
    return (
        any(repository(one.name)[0] == name for one in facts.all(ImageOverride))
        or bool(saying(facts, _REPLACES))
        or any(_REPLACES.search(line.text) for line in facts.all(DeployLine))
    )


def _deployments(facts: Facts) -> Iterator[Finding]:
    """Deployments that cannot go back to what ran before."""
    told: set[str] = set()
    for work in serving_workloads(facts):
        if work.kind != "Deployment" or work.canary or told & {*work.images}:
            continue
        moving = next(
            (i for i in work.images if _LATEST.search(i.rpartition("/")[2]) and not _is_replaced(i, facts)), ""
        )
        if work.revision_history != 0 and not moving:
            continue
        told |= {*work.images}
        why = (
            "keeps no earlier revision (revisionHistoryLimit: 0)"
            if work.revision_history == 0
            else f"runs {moving}: going back brings the same image"
        )
        yield Finding(
            subject=Subject(kind="service", name=f"{work.path}|{work.name}", path=work.path, symbol=work.name),
            title="Service cannot go back to the version before",
            message=f"Deployment {work.name} {why}, and neither a canary nor a second version takes a part of the traffic.",
            line=work.line,
            severity=Severity.MEDIUM,
            evidence=(
                Evidence(kind="line", path=work.path, line=work.line, excerpt=why),
                Evidence(kind="searched", ref="canary, shadow, traffic, Rollout in all manifests"),
            ),
            tier="deployment",
        )


def _workflow(pipeline: Pipeline) -> Iterator[Finding]:
    promoting = [step for step in pipeline.steps if _PROMOTES.search(step.command)]
    if not promoting:
        return
    before: list[PipelineStep] = []
    for step in pipeline.steps:
        if step is promoting[0]:
            break
        before.append(step)
    if any(_GATE.search(step.command) for step in before) or _GATE.search(promoting[0].command):
        return
    forced = next((step for step in pipeline.steps if _FORCED.search(step.command)), None)
    tail = " and pushes with force" if forced else ""
    timed = pipeline.schedule.words if pipeline.schedule else ""
    step = promoting[0]
    yield Finding(
        subject=Subject(kind="workflow", name=pipeline.path, path=pipeline.path),
        message=f"{pipeline.name} ({timed}) promotes a model in step {step.name} without a check before it{tail}.",
        line=step.line or pipeline.line,
        evidence=tuple(
            Evidence(kind="line", path=pipeline.path, line=one.line, excerpt=one.command.partition("\n")[0][:120])
            for one in (step, forced)
            if one is not None
        ),
        drivers=runs_of(pipeline),
        tier="service",
    )

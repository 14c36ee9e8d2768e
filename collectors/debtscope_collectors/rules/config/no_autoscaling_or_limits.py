"""Model service without limits, probes or autoscaling

Detects
-------
A workload that serves a model and lacks some of: resource requests and limits; a readiness and a liveness probe (Deployments, OpenShift's
DeploymentConfigs, StatefulSets); an autoscaler (HPA, KEDA, Seldon's hpaSpec, Ray's autoscaling_config) while its replicas are fixed (a number that a chart takes from its values is not). KServe
brings probes and, unless in raw mode, autoscaling of its own: there resources count (those of the ServingRuntime that it names too; of one that is not in the repository nothing is told; under
ModelMesh those of the shared runtimes), and minReplicas equal to maxReplicas.
Deployments count when their name, image or command says that they serve a model; batch jobs, tracking servers, dashboards
and examples are left out. Templates of a chart that the project wrote itself are
read with the chart's own values, as far as they can be told without Helm; settings that a Kustomize overlay or other values add are not seen. A Deployment whose
image no registry has (a name of several words, or one that is built here) counts as serving where an image of the repository runs serving
code, and so does its only Deployment. Fixed replicas alone are silent: a load that does not change needs no autoscaler. Three and more workloads are one item.

Why it is debt
--------------
Without limits one model starves its neighbours or is killed without a word; without probes traffic reaches a replica that has
not loaded its model; with fixed replicas the peak is paid for all day or missed.

How to pay it down
------------------
Set requests and limits from measured use, a readiness probe that answers after the model is loaded, and an autoscaler on a
load metric with a floor of two.

Example
-------
A Deployment of the scoring API with `replicas: 1` and no `resources:`

References
----------
Kubernetes, configure probes; manage resources. ML Test Score, I7 and O6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.serving_workloads import MANAGED, serving_workloads
from debtscope_collectors.sources.config.charts import ChartFile
from debtscope_collectors.sources.containers.facts import Autoscaler, RuntimeResources, Workload


@rule(
    id="CFG-010",
    category=Category.CONFIG,
    debt_type="scalability debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("containers",),
    uses=("python", "config", "ci", "docs"),
    credits=("CR-12",),
)
def check(facts: Facts) -> Iterator[Finding]:
    scaled = {one.target for one in facts.all(Autoscaler)}
    chosen = {
        one.path for one in facts.all(ChartFile) if any("replica" in read.key.lower() for read in one.reads)
    }  # a chart's value: whoever installs it says how many
    found: list[Finding] = []
    for work in (_with_runtime(one, facts) for one in serving_workloads(facts)):
        missing = _missing(work, scaled=work.name in scaled or work.path in chosen)
        if any("replica" not in one.lower() for one in missing):
            found.append(_finding(work, missing))
    yield from found if len(found) < _MANY else [_folded(found)]


def _with_runtime(work: Workload, facts: Facts) -> Workload:
    """An InferenceService with what the runtimes that it runs on ask for; where the one that it names is not here, nobody can tell."""
    if work.kind != "InferenceService" or not (work.runtime or work.is_shared):
        return work
    runtimes = facts.all(RuntimeResources)
    named = [one for one in runtimes if (one.name == work.runtime if work.runtime else one.is_shared)]
    if not named and not work.runtime:
        return work
    return replace(
        work,
        has_requests=work.has_requests or all(one.has_requests for one in named),
        has_limits=work.has_limits or all(one.has_limits for one in named),
    )


_MANY = 3
"""Workloads from which on they are one item: whoever writes one block of them copies it into the next."""


def _folded(found: list[Finding]) -> Finding:
    names = listed([one.subject.symbol or one.subject.name for one in found], 4)
    lacks = listed(list(dict.fromkeys(str(seen.ref) for one in found for seen in one.evidence)), 4)
    return replace(
        found[0],
        subject=Subject(kind="files", name="workloads that serve models"),
        message=f"{len(found)} workloads that serve models ({names}) lack some of: {lacks}.",
        line=None,
        confidence=Confidence.MEDIUM,
        evidence=tuple(one.evidence[0] for one in found),
        occurrences=float(len(found)),
    )


def _missing(work: Workload, *, scaled: bool) -> list[str]:
    lacks: list[str] = []
    if not work.has_requests and not work.has_limits:
        lacks.append("no resources")
    elif not work.has_limits:
        lacks.append("no limits")
    if work.kind not in MANAGED:
        lacks += [] if work.has_readiness else ["no readiness probe"]
        lacks += [] if work.has_liveness else ["no liveness probe"]
    if scaled:
        return lacks
    fixed = f"replicas fixed at {work.replicas if work.replicas is not None else 1}"
    if work.kind == "InferenceService":
        if work.min_replicas is not None and work.min_replicas == work.max_replicas:
            lacks.append(f"replicas fixed at {work.min_replicas}")
        elif work.is_raw and work.max_replicas is None:
            lacks.append("raw deployment without maxReplicas")
    elif work.max_replicas is None:
        lacks.append(f"{fixed}, no autoscaler")
    return lacks


def _finding(work: Workload, missing: list[str]) -> Finding:
    return Finding(
        subject=Subject(kind="workload", name=f"{work.path}|{work.name}", path=work.path, symbol=work.name),
        message=f"{work.kind} {work.name}: {', '.join(missing)}.",
        line=work.line,
        confidence=None if work.kind in MANAGED else Confidence.MEDIUM,
        occurrences=float(len(missing)),
        evidence=tuple(Evidence(kind="absence", path=work.path, line=work.line, ref=lack) for lack in missing),
    )

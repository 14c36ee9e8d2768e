"""How workloads of manifests are operated: replicas, resources, probes, parts of the traffic, autoscalers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import Autoscaler, RuntimeResources, Workload
from debtscope_collectors.sources.shape import is_list, mapping, sequence, tables_of, text, words
from debtscope_collectors.sources.values import as_int

Find = Callable[[str], int | None]
Table = Mapping[str, object]
_KINDS: Final = frozenset(
    {"Deployment", "DeploymentConfig", "StatefulSet", "Rollout", "InferenceService", "SeldonDeployment", "RayService", "BentoDeployment"}
)  # fmt: skip
_URIS: Final = ("storageUri", "storage_uri", "modelUri", "modelURI", "model_uri")
_OF_A_MODEL: Final = (*_URIS, "modelFormat", "storage")
_MODE: Final = "serving.kserve.io/deploymentMode"


def operated(path: str, root: Table, find: Find) -> Iterator[Workload | Autoscaler | RuntimeResources]:
    """The workload, autoscaler or serving runtime of one document."""
    kind = text(root.get("kind"))
    if kind in ("HorizontalPodAutoscaler", "ScaledObject"):
        found = _autoscaler(path, root, kind, find)
        if found is not None:
            yield found
    elif kind in _KINDS:
        yield _workload(path, root, kind, find)
    elif kind == "ServingRuntime" and "kserve" in text(root.get("apiVersion")):
        yield _runtime(path, root)


def _runtime(path: str, root: Table) -> RuntimeResources:
    spec = mapping(root.get("spec"))
    resources = [mapping(mapping(one).get("resources")) for one in sequence(spec.get("containers"))]
    return RuntimeResources(
        name=text(mapping(root.get("metadata")).get("name")), path=path, has_requests=_asks(resources), has_limits=_is_limited(resources),
        is_shared=spec.get("multiModel") is True,
    )  # fmt: skip


def _asks(resources: list[Table]) -> bool:
    return bool(resources) and all(r.get("requests") or r.get("limits") for r in resources)


def _is_limited(resources: list[Table]) -> bool:
    return bool(resources) and all(r.get("limits") for r in resources)


def _autoscaler(path: str, root: Table, kind: str, find: Find) -> Autoscaler | None:
    spec = mapping(root.get("spec"))
    target = mapping(spec.get("scaleTargetRef"))
    name = text(target.get("name"))
    if not name:
        return None
    own = text(mapping(root.get("metadata")).get("name"))
    return Autoscaler(
        kind=kind, target_kind=text(target.get("kind")) or "Deployment", target=name, path=path, line=find(f"name: {own}"),
        min_replicas=as_int(spec.get("minReplicas", spec.get("minReplicaCount"))),
        max_replicas=as_int(spec.get("maxReplicas", spec.get("maxReplicaCount"))),
    )  # fmt: skip


def _workload(path: str, root: Table, kind: str, find: Find) -> Workload:
    metadata, spec = mapping(root.get("metadata")), mapping(root.get("spec"))
    name = text(metadata.get("name")) or path
    tables = list(tables_of(spec))
    containers = [c for t in tables for c in _containers(t, kind)]
    uris = tuple(dict.fromkeys(redact.without_user(u) for t in tables for key in _URIS if (u := text(t.get(key)))))
    low = [n for t in tables if (n := as_int(t.get("minReplicas", t.get("min_replicas")))) is not None]
    high = [n for t in tables if (n := as_int(t.get("maxReplicas", t.get("max_replicas")))) is not None]
    resources = [mapping(c.get("resources")) for c in containers]
    mode = text(mapping(metadata.get("annotations")).get(_MODE))
    return Workload(
        name=name, kind=kind, path=path, line=find(f"name: {name}"),
        images=tuple(dict.fromkeys(i for c in containers if (i := text(c.get("image"))))),
        commands=tuple(" ".join(redact.command((*words(c.get("command")), *words(c.get("args")))))[:2000] for c in containers),
        uris=uris, replicas=_replicas(spec, tables, kind), min_replicas=min(low, default=None),
        max_replicas=max(high, default=None),
        has_requests=_asks(resources),
        has_limits=_is_limited(resources),
        has_readiness=any("readinessProbe" in c or "startupProbe" in c for c in containers),
        has_liveness=any("livenessProbe" in c for c in containers), canary=_canary(spec, tables, kind),
        has_logger=any("logger" in t for t in tables),
        is_raw=mode in ("RawDeployment", "Standard"), is_shared=mode == "ModelMesh",
        runtime=next((r for t in tables if kind == "InferenceService" and (r := text(t.get("runtime")))), ""),
        revision_history=as_int(spec.get("revisionHistoryLimit")), line_of_uri=find(uris[0]) if uris else None,
    )  # fmt: skip


def _replicas(spec: Table, tables: list[Table], kind: str) -> int | None:
    if "replicas" in spec or kind in ("Deployment", "DeploymentConfig", "StatefulSet", "Rollout"):
        return as_int(spec.get("replicas"))
    return next((n for t in tables if (n := as_int(t.get("replicas", t.get("num_replicas")))) is not None), None)


def _containers(table: Table, kind: str) -> Iterator[Table]:
    """Containers, and the model blocks of a KServe predictor, which take resources and probes like one."""
    yield from (c for item in sequence(table.get("containers")) if (c := mapping(item)))
    if kind == "InferenceService" and not is_list(table.get("containers")):
        for value in table.values():
            if (block := mapping(value)) and any(key in block for key in _OF_A_MODEL):
                yield block


def _canary(spec: Table, tables: list[Table], kind: str) -> str:
    for table in tables:
        percent = as_int(table.get("canaryTrafficPercent"))
        if percent is not None and percent < 100:
            return f"canaryTrafficPercent: {percent}"
        if table.get("shadow") is True:
            return "shadow"
    traffics = [n for t in sequence(spec.get("predictors")) if (n := as_int(mapping(t).get("traffic"))) is not None]
    if len(traffics) > 1:
        return f"traffic {'/'.join(map(str, traffics))}"
    if "canary" in spec:  # the form of the first alpha
        return "canary"
    strategy = mapping(spec.get("strategy"))
    return "Rollout" if kind == "Rollout" and (strategy.get("canary") or strategy.get("blueGreen")) else ""

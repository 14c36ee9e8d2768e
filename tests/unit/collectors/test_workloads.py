"""How serving workloads are operated, as their manifests say."""

from __future__ import annotations

import random
from typing import Any

from debtscope.testing import facts_of
from debtscope_collectors.sources.containers.facts import Autoscaler, ServingManifest, Workload
from debtscope_collectors.sources.containers.workloads import operated

SELDON = """apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: income}
spec:
  predictors:
    - name: main
      replicas: 2
      traffic: 90
      graph: {name: c, modelUri: "gs://user:secret@models/income/1.2"}
      componentSpecs:
        - hpaSpec: {minReplicas: 1, maxReplicas: 4}
          spec: {containers: [{name: c, image: "seldonio/mlserver:1.4", resources: {requests: {cpu: 1}}}]}
    - name: next
      traffic: 10
      graph: {name: c, modelUri: gs://models/income/1.3}
"""
KSERVE = """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations: {serving.kserve.io/deploymentMode: RawDeployment}
spec:
  predictor:
    minReplicas: 2
    maxReplicas: 2
    canaryTrafficPercent: 25
    logger: {mode: all, url: "http://sink"}
    model: {modelFormat: {name: sklearn}, storageUri: "s3://m/iris/3", resources: {limits: {cpu: 1}}}
"""
KEDA = """apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: k}
spec: {scaleTargetRef: {name: api}, minReplicaCount: 0, maxReplicaCount: 9}
"""


def test_seldon_kserve_and_keda() -> None:
    facts = facts_of({"s.yaml": SELDON, "k.yaml": KSERVE, "keda.yaml": KEDA}, collectors=["containers"])
    works = {work.name: work for work in facts.all(Workload)}
    income, iris = works["income"], works["iris"]
    assert (income.canary, income.replicas, income.max_replicas) == ("traffic 90/10", 2, 4)
    assert income.has_requests and not income.has_limits and "secret" not in repr(income)
    assert (iris.canary, iris.min_replicas, iris.max_replicas) == ("canaryTrafficPercent: 25", 2, 2)
    assert iris.has_logger and iris.is_raw and iris.has_limits
    (keda,) = facts.all(Autoscaler)
    assert (keda.target, keda.min_replicas, keda.max_replicas) == ("api", 0, 9)
    assert {manifest.framework for manifest in facts.all(ServingManifest)} == {"kserve", "seldon"}


def test_fuzz() -> None:
    junk: tuple[object, ...] = (None, True, -1, 1e308, "", "x" * 3000, [3], [[0]], {"a": [1]}, 10**400)
    dice = random.Random(20261120)
    base: dict[str, object] = {
        "metadata": {"name": "x", "annotations": {"serving.kserve.io/deploymentMode": "RawDeployment"}},
        "spec": {"replicas": 1, "predictor": {"minReplicas": 1, "containers": [{"image": "i", "resources": {"limits": {"cpu": 1}}}]},
                 "predictors": [{"traffic": 1, "graph": {"modelUri": "u"}}], "scaleTargetRef": {"name": "n"}, "strategy": {"canary": {}}},
    }  # fmt: skip

    def spoilt(value: Any) -> Any:
        if dice.random() < 0.1:
            return dice.choice(junk)
        if isinstance(value, dict):
            return {key: spoilt(inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return [spoilt(inner) for inner in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    for kind in ("Deployment", "InferenceService", "SeldonDeployment", "HorizontalPodAutoscaler", "Rollout") * 80:
        broken = {**base, "kind": kind, "metadata": spoilt(base["metadata"]), "spec": spoilt(base["spec"])}
        for fact in operated("p.yaml", broken, lambda _: None):
            assert fact.path == "p.yaml"

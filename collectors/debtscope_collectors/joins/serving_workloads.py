"""Which workloads of manifests serve a model of the repository."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_bare
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import Workload

MANAGED: Final = frozenset({"InferenceService", "SeldonDeployment", "RayService", "BentoDeployment"})
"""Kinds that serve nothing but models."""
_SERVES: Final = regex(
    r"predict|inference|scor(?:e|ing)\b|scor(?:e|ing)-|model-?(?:serv|api|server)|(?:ml|model|fraud|churn|reco\w*)-(?:api|service|server)|"
    r"serving|mlserver|triton|torchserve|tfserving|bentoml|vllm|text-generation-inference|seldonio/",
    re.IGNORECASE,
)
_OTHER: Final = regex(
    r"mlflow-?(?:server|ui|tracking)|grafana|prometheus|redis|postgres|mysql|mariadb|mongo|elasticsearch|rabbitmq|kafka|minio|airflow|frontend|dashboard|operator|"
    r"controller|gateway|exporter|monitor|simulator|generator|load-?test",
    re.IGNORECASE,
)


def serving_workloads(facts: Facts) -> list[Workload]:
    """Those whose name, image or command says so, of images of the repository where it runs serving code, and its only one."""
    works = [work for work in facts.all(Workload) if not is_aside(work.path)]
    if not _runs_own_service(facts.one(CodeBase)):
        return [work for work in works if _serves(work)]
    plain = [work for work in works if work.kind == "Deployment" and work.images and not _OTHER.search(_told(work))]
    alone = plain if len(plain) == 1 else []
    return [
        work for work in works if _serves(work) or (work in plain and any(map(is_bare, work.images))) or work in alone
    ]


def _runs_own_service(code: CodeBase | None) -> bool:
    """Some image that the repository builds runs serving code of its own."""
    return code is not None and any(
        (module.entry or "").startswith("docker:")
        and any(not site.detail.startswith("ui") for site in module.facts.serving)
        for module in code.modules.values()
    )


def _serves(work: Workload) -> bool:
    return work.kind in MANAGED or (_SERVES.search(_told(work)) is not None and not _OTHER.search(_told(work)))


def _told(work: Workload) -> str:
    return " ".join((work.name, *work.images))

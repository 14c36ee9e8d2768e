"""Which workloads of manifests serve a model of the repository."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_bare, repository
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.serving import PredictingRoutes
from debtscope_collectors.sources.containers.facts import ContainerSpec, Workload
from debtscope_collectors.sources.docs.facts import DocPage

MANAGED: Final = frozenset({"InferenceService", "SeldonDeployment", "RayService", "BentoDeployment"})
"""Kinds that serve nothing but models."""
_SERVES: Final = regex(
    r"predict|inference|scor(?:e|ing)\b|scor(?:e|ing)-|model-?(?:serv|api|server)|(?:ml|model|fraud|churn|reco\w*)-(?:api|service|server)|"
    r"serving|mlserver|triton|torchserve|tfserving|bentoml|vllm|text-generation-inference|seldonio/",
    re.IGNORECASE,
)
_DULL: Final = frozenset(
    {"src", "app", "apps", "api", "server", "service", "services", "backend", "python", "model", "models", "serving", "routes", "routers", "endpoints",
     "handlers", "deploy", "deployment", "project", "code"}
)  # fmt: skip
_OTHER: Final = regex(
    r"mlflow-?(?:server|ui|tracking)|grafana|prometheus|redis|postgres|mysql|mariadb|mongo|elasticsearch|rabbitmq|kafka|minio|airflow|frontend|dashboard|operator|"
    r"controller|gateway|exporter|monitor|simulator|generator|load-?test",
    re.IGNORECASE,
)

_TAGS: Final = regex(r"(?:^|\s)(?:-t|--tag)[ =][\"']?(?:[\w.:-]{1,80}/){0,3}([\w.-]{2,80})")
"""`docker build -t churn:1.0 .`"""


def serving_workloads(facts: Facts) -> list[Workload]:
    """Those whose name, image or command says so, or is that of the folder in which routes predict, of images of the repository's own where it
    runs serving code, and its only one."""
    works = [work for work in facts.all(Workload) if not is_aside(work.path)]
    homes = _homes(facts)
    named = [work for work in works if homes and _is_of(work, homes)]
    return [work for work in works if work in named or work in _told_or_alone(facts, works)]


def _homes(facts: Facts) -> frozenset[str]:
    """Folders of modules that answer with predictions, without those whose name says nothing."""
    served = facts.one(PredictingRoutes)
    return frozenset(
        part
        for route in (served.routes if served is not None else ())
        for part in route.path.lower().replace("_", "-").split("/")[:-1]
        if len(part) > 4 and part not in _DULL
    )


def _is_of(work: Workload, homes: frozenset[str]) -> bool:
    """`sales-forecast-service:1.2` of services/forecast-service."""
    names = [work.name, *(repository(image)[0].rpartition("/")[2] for image in work.images)]
    bare = [name.lower().replace("_", "-").removesuffix("-deployment") for name in names]
    return any(name == home or name.endswith(f"-{home}") for name in bare for home in homes)


def _told_or_alone(facts: Facts, works: list[Workload]) -> list[Workload]:
    if not _runs_own_service(facts.one(CodeBase)):
        return [work for work in works if _serves(work)]
    plain = [
        work
        for work in works
        if work.kind in ("Deployment", "DeploymentConfig") and work.images and not _OTHER.search(_told(work))
    ]
    alone = plain if len(plain) == 1 else []
    built = _built(facts)
    own = [work for work in plain if any(is_bare(image) and _is_own(image, built) for image in work.images)]
    return [work for work in works if _serves(work) or work in own or work in alone]


def _built(facts: Facts) -> frozenset[str]:
    """Names that a compose file, a job of CI or a page gives to images that are built here."""
    found = {repository(spec.image)[0] for spec in facts.all(ContainerSpec) if spec.is_local and spec.image}
    for text in (*said_in_ci(facts), *(page.text for page in facts.all(DocPage))):
        found.update(one[1] for one in _TAGS.finditer(text))
    return frozenset(found)


def _is_own(image: str, built: Set[str]) -> bool:
    """A name of several words, or one that is built here: the public registry's own images are of one word (`krakend:2.11`)."""
    name = repository(image)[0]
    return "-" in name or "_" in name or "/" in name or name in built


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

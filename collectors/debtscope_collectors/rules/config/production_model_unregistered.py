"""Deployed model does not come from the registry

Detects
-------
A model of the inventory that is deployed while what serves it names no version that a registry knows: serving code loads a file,
an address of storage or what a file of its own names, a manifest's address is not the source of any registered version (and no run's artefact), or the code
asks for `models:/NAME/latest`, for whatever version is the newest or for a stage, which MLflow has deprecated since 2.9. High where a registry of the project exists
and is passed by, medium where there is none, or none but what the project's own code fills.

Other registries count as registries: BentoML, SageMaker, Vertex, W&B artifacts, a Hugging Face revision, and files that the build
or the start of the service takes out of one (`mlflow artifacts download`, `dvc get --rev`, `wandb artifact get`). Loads by alias or
number are what is wanted, and so is the folder that a platform fills with the version which its own registry names
(`AZUREML_MODEL_DIR`). A load whose place only a caller or the settings know says nothing of the version: they may name one.
Examples, tests and retired models are left out, and so are pages that somebody starts by hand.

Why it is debt
--------------
Nobody can say which version answers, nobody can put the one before back, and what was validated is not what is served.

How to pay it down
------------------
Register the model where it is trained; load it by alias or fixed version; let the deployment fail when it is not there.

Example
-------
`MODEL = joblib.load("models/prod.pkl")` in the service.

References
----------
ML Test Score, Infra 7. Zinkevich, Rules of ML. MLflow documentation, "Migrating from stages".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    facet,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.batch_jobs import EVALUATES, PROMOTED
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase, CodeModule, InventoryModel, ModelInventory
from debtscope_collectors.joins.model_loads import REGISTRY_URI, ModelLoads, is_model_file
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec, ServingManifest
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.python.origins import PLATFORM_DIRS
from debtscope_collectors.sources.python.view import ModuleView

SHOWN: Final = 6
_MOVING: Final = regex(r"models:/[^/@\s]{1,200}/(?:latest|None|Staging|Production|Archived)$", re.IGNORECASE)
_REGISTRY: Final = regex(
    r"models:/|mlflow-artifacts:|^(?:hf|bento|wandb|sagemaker|vertex)://|^runs:/|/[0-9a-f]{32}/artifacts|/m-[0-9a-f]{32}|@sha256:",
    re.IGNORECASE,
)
_STAGE: Final = regex(r"models:/\{\}/(?:latest|None|Staging|Production|Archived)$", re.IGNORECASE)
_OTHER: Final = regex(
    r"(?:^|\.)bentoml\.|wandb\.(?:use_artifact|Api)|\.use_artifact$|google\.cloud\.aiplatform|sagemaker\.|hf_hub_download|snapshot_download|"
    r"from_pretrained$|mlflow\.artifacts\.download_artifacts|download_artifacts$|clearml|comet_ml|neptune|azure\.ai\.ml|azureml|dvc\.api|"
    r"mlflow\.[\w.]{1,60}\.load_model$|get_model_version_by_alias$|get_latest_versions$|get_model_version$"
)
_TAKES: Final = regex(
    r"mlflow (?:artifacts download|models (?:build-docker|serve))|dvc (?:get|artifacts get|import)|gto |wandb artifact get|bentoml (?:pull|models pull|build)|"
    r"huggingface-cli download|hf download|models:/",
)
_REGISTERS: Final = regex(r"(?:^|\.)(?:register_model|create_model_version|create_registered_model)$")
_MOUNTED: Final = ("/mnt/", "/opt/ml/", "/var/models")
"""Where a platform puts what its own registry or manifest names."""
_SAMPLES: Final = regex(r"//(?:seldon-models|kfserving-(?:examples|samples)|kserve-)")
_FIXED: Final = regex(r"\d{4}-?\d\d-?\d\d|(?:^|[/_@-])v?\d+(?:\.\d+)*(?:[/._-]|$)|[0-9a-f]{12,}|\$|\{", re.IGNORECASE)


@frozen
class Newest:
    """One place where code asks the registry for the newest version, whatever its alias or stage."""

    line: int


@facet(Newest, cues=("latest_versions", "get_latest_versions"), tests=False)
def newest_versions(view: ModuleView) -> Iterator[Newest]:
    """`models[0].latest_versions[0]`, and `get_latest_versions(name)` without a stage or with None."""
    for node in view.nodes(ast.Attribute):
        if node.attr == "latest_versions":
            yield Newest(line=node.lineno)
            return
    for call in view.calls_to(("get_latest_versions",)):
        stages = view.argument(call, "stages", 1)
        if stages is None or (
            isinstance(stages, ast.List) and [getattr(s, "value", "") for s in stages.elts] == ["None"]
        ):
            yield Newest(line=call.lineno)
            return


@rule(
    id="CFG-021",
    category=Category.CONFIG,
    debt_type="model versioning debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("python", "mlflow", "containers", "ci"),
    credits=("CR-05",),
    facets=(newest_versions,),
)
def check(facts: Facts) -> Iterator[Finding]:
    inventory, code, loads = facts.one(ModelInventory), facts.one(CodeBase), facts.one(ModelLoads)
    if inventory is None:
        return
    taken = _is_taken(facts)
    has_registry = any(store.models for store in facts.all(MlflowStore))
    for model in inventory.models:
        if not model.is_deployed or model.retired:
            continue
        proofs = list(_loads(model, code, loads, facts.rows(newest_versions))) if code and loads and not taken else []
        proofs += _manifests(facts, model)
        proofs = list({(e.path, e.ref): e for e in reversed(proofs)}.values())[::-1]
        if proofs:
            yield _finding(model, proofs, has_registry or bool(model.versions), _registering(code))


def _registering(code: CodeBase | None) -> str | None:
    """Code of the project that puts models into a registry which the scan has not seen."""
    for path, module in sorted(code.modules.items()) if code is not None else ():
        if module.is_own and not is_aside(path) and any(_REGISTERS.search(call) for call in module.facts.called):
            return path
    return None


def _is_taken(facts: Facts) -> bool:
    """Whether some build, start or deployment takes models out of a registry."""
    texts = [*said_in_ci(facts)]
    texts += [" ".join(spec.started) for spec in facts.all(ContainerSpec)]
    return any(_TAKES.search(text) for text in texts)


def _loads(
    model: InventoryModel, code: CodeBase, loads: ModelLoads, newest_rows: Mapping[str, tuple[Newest, ...]]
) -> Iterator[Evidence]:
    """Files and moving addresses that its serving code loads."""
    for path in model.serving_code or tuple(p for p in model.deployed_by if p in code.modules):
        if path not in model.deployed_by and EVALUATES & set(words(path)):
            continue  # it scores the new model's file, and serves nobody
        module = code.modules.get(path)
        if module is None or is_aside(path) or module.role in ("test", "docs", "example", "notebook", "experiment"):
            continue
        if any(site.name == "sagemaker.model_fn" for site in module.facts.serving) or any(
            site.name in PLATFORM_DIRS for site in module.facts.environment
        ):
            continue  # the platform puts the version there that its own registry names
        around = [code.modules[p] for p in code.closure(path, 2) if p in code.modules]
        targets = loads.of(path)
        moving = next((t for t in targets if _MOVING.search(t)), None)
        newest = next(((m.path, row.line) for m in around for row in newest_rows.get(m.path, ())), None)
        if moving is None and newest is not None and any(REGISTRY_URI.match(t) for t in targets):
            yield Evidence(
                kind="line",
                path=newest[0],
                line=newest[1],
                excerpt="loads whatever version is the newest",
                ref="newest",
            )
            continue
        if moving is None and not targets and (stage := _stage(around)) is not None:
            yield stage
            continue
        if moving is None and (any(_REGISTRY.search(t) for t in targets) or _asks_registry(around)):
            continue
        target = moving or next((t for t in targets if is_model_file(t) and not t.startswith(_MOUNTED)), None)
        if target is not None:
            where, line = _line(around, target)
            yield Evidence(kind="line", path=where, line=line, excerpt=f"loads {target.replace('{}', '*')}", ref=target)
        elif not targets:
            recorded = next(_recorded(around), None)
            if recorded is not None:
                yield recorded


def _recorded(around: list[CodeModule]) -> Iterator[Evidence]:
    """A file that tells which model is in service: a registry of one line, which keeps neither versions nor who set it."""
    for module in around:
        for access in module.facts.reads:
            if access.target and PROMOTED.search(access.target):
                told = f"loads what {access.target} names"
                yield Evidence(kind="line", path=module.path, line=access.line, excerpt=told, ref=access.target)
                return


def _stage(around: list[CodeModule]) -> Evidence | None:
    """A stage of the registry, of a model whose name the code is told."""
    for module in around:
        for access in module.facts.reads:
            if access.target and _STAGE.search(access.target):
                told = f"loads {access.target.replace('{}', '*')}"
                return Evidence(kind="line", path=module.path, line=access.line, excerpt=told, ref=access.target)
    return None


def _asks_registry(around: list[CodeModule]) -> bool:
    return any(_OTHER.search(call) for module in around for call in module.facts.called)


def _line(around: list[CodeModule], target: str) -> tuple[str, int | None]:
    """Where the target is read; else the first load in the serving module itself."""
    for module in around:
        for access in module.facts.reads:
            if access.target == target:
                return module.path, access.line
    loading = [a for a in around[0].facts.reads if a.call.rpartition(".")[2].startswith(("load", "open", "read"))]
    return around[0].path, loading[0].line if loading else None


def _manifests(facts: Facts, model: InventoryModel) -> Iterator[Evidence]:
    """Addresses in manifests that no registered version has as its source."""
    sources = {version.source.rstrip("/") for version in model.versions if version.source}
    for manifest in facts.all(ServingManifest):
        if manifest.path not in model.stores or manifest.name not in model.names or is_aside(manifest.path):
            continue
        for uri in (uri for uri in manifest.uris if "://" in uri):  # Ray and Bento name Python, not a model
            known = any(uri.rstrip("/").startswith(source) or source.startswith(uri.rstrip("/")) for source in sources)
            moving = _MOVING.search(uri)
            if (
                known
                or _SAMPLES.search(uri)
                or (_REGISTRY.search(uri) and not moving)
                or uri.startswith(("pvc://", "hf://", "oci://"))
            ):
                continue
            if model.versions or moving or not _FIXED.search(uri.partition("://")[2]):
                yield Evidence(kind="line", path=manifest.path, line=manifest.line, excerpt=f"serves {uri}", ref=uri)


def _finding(model: InventoryModel, proofs: list[Evidence], has_registry: bool, registering: str | None) -> Finding:
    told = " and ".join(f"{e.path} {e.excerpt}" for e in proofs[:2])
    more = f" (and {len(proofs) - 2} more places)" if len(proofs) > 2 else ""
    moving = any(_MOVING.search(e.ref or "") or _STAGE.search(e.ref or "") or e.ref == "newest" for e in proofs)
    why = "which moves by itself" if moving else "a version that no registry knows"
    if not has_registry and not moving:
        why = "and the project has no registry that could tell which version that is"
        if registering is not None:
            why = f"and nothing ties that to a version that {registering} registers"
    known = f"{len(model.versions)} registered versions" if model.versions else "no registered version"
    consumers = float(len(model.consumers))
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{model.shown}: {told}{more}, {why}.",
        line=proofs[0].line,
        severity=None if has_registry or moving else Severity.MEDIUM,
        evidence=(
            *proofs[:SHOWN],
            Evidence(kind="searched", ref=f"the registry: {known}; loads of other registries: none"),
        ),
        drivers=(Driver(name="consumers", value=consumers, unit="consumers", ref="inventory"),) if consumers else (),
    )

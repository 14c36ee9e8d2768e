"""Which models exist for the organisation: registry, serving manifests, serving code and the team's own settings, by name.

Only names, versions and deployments; the hops from there are joined in `inventory`.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from debtscope.api import Facts, ModelSettings, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.assistants import assistants
from debtscope_collectors.joins.batch_jobs import EVALUATES, batch_jobs
from debtscope_collectors.joins.facts import CodeBase, CodeModule, InventoryModel
from debtscope_collectors.joins.inference_servers import InferenceServer, inference_servers
from debtscope_collectors.joins.inventory_code import ModelCode, code_of, registrations, same_file
from debtscope_collectors.joins.model_loads import MLFLOW_RUN, REGISTRY_URI, ModelLoads, is_model_file, is_pickled_data
from debtscope_collectors.joins.naming import contains, words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.prediction_writes import prediction_writes
from debtscope_collectors.joins.unnamed_loads import is_platform, loads_unnamed
from debtscope_collectors.sources.containers.facts import ServingManifest
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.mlflow.facts import MlflowStore, ModelVersion
from debtscope_collectors.sources.python.language import language_models
from debtscope_collectors.sources.python.outside_calls import outside_calls
from debtscope_collectors.sources.python.person_tables import person_tables
from debtscope_collectors.sources.python.roll_outs import roll_outs

_FOLDERS = frozenset({"artifacts", "artifact", "files", "output", "outputs"})
"""Folders that stores make for every model: their names are no model's."""
_KIND = regex(r"^(?:triton\w*|mlserver|torchserve|tfserving|tensorflow-serving|ovms)$", re.IGNORECASE)
"""Containers that bear a server's own name."""
_SAMPLES = regex(r"(?:gs|s3)://(?:seldon-models|k[fv]?serv(?:e|ing)-(?:examples|samples|test))(?:/|$)")
"""Buckets of examples that the servers' own projects publish: what serves them shows the server."""


_STACKED = frozenset({"sagemaker"})
"""Manifests whose names are those of endpoints, not of models."""
_NAMELESS = regex(
    r"(?:[-_.\w]{0,20}[$<]?\{\{?[^{}]{0,80}\}\}?>?[-_.\w]{0,20}|\$\w{1,60}|<[\w -]{1,60}>|svc|service)", re.IGNORECASE
)
"""What a template leaves open, and what examples call any service."""


@frozen
class BaseInventory:
    """The models with what of the code is theirs, before the hops that rest on it."""

    models: tuple[InventoryModel, ...]
    code: Mapping[str, ModelCode]


@dataclass(slots=True)
class _Draft:
    """A model while its sources are put together."""

    name: str
    versions: dict[str, ModelVersion] = field(default_factory=dict[str, ModelVersion])
    served: ModelVersion | None = None
    by: list[str] = field(default_factory=list[str])
    names: list[str] = field(default_factory=list[str])
    stores: list[str] = field(default_factory=list[str])
    places: list[str] = field(default_factory=list[str])
    """Files that DVC gives its name."""
    since: datetime | None = None
    note: str = ""
    how: str = ""
    is_hosted: bool = False

    def deploy(self, by: str, place: str = "", name: str = "") -> None:
        """Notes that something deploys it."""
        self.by.append(by)
        if place:
            self.stores.append(place)
        if name:
            self.names.append(name)


@join(
    BaseInventory, facets=(registrations, prediction_writes, language_models, outside_calls, person_tables, roll_outs)
)
def base_inventory(facts: Facts) -> Iterator[BaseInventory]:
    """Exactly one, empty where no model is known."""
    drafts = _registered(facts.all(MlflowStore), facts.settings.served_aliases)
    _add_manifests(drafts, facts.all(ServingManifest))
    code = facts.one(CodeBase)
    _add_named_by_code(facts, drafts)
    if code is not None:
        loads = facts.one(ModelLoads) or ModelLoads(targets={})
        _add_serving_code(drafts, code, loads)
        _add_unnamed(drafts, code)
        _add_batch_jobs(facts, drafts, code, loads)
        _add_rolled_out(drafts, code, _rolled_out(facts, code))
        _add_assistants(facts, drafts, code)
    if code is None or not code.is_library:
        _add_servers(drafts, inference_servers(facts))
    _add_settings(drafts, facts.settings.models)
    retired = {name for name, own in facts.settings.models.items() if own.retired}
    models = tuple(sorted((_finished(draft, retired) for draft in drafts.values()), key=lambda model: model.name))
    yield BaseInventory(models=models, code=code_of(facts, models))


def _finished(draft: _Draft, retired: Iterable[str]) -> InventoryModel:
    names = tuple(dict.fromkeys((draft.name, *draft.names)))
    return InventoryModel(
        name=draft.name,
        versions=tuple(sorted(draft.versions.values(), key=_age)),
        served=draft.served,
        is_deployed=bool(draft.by),
        deployed_by=tuple(dict.fromkeys(draft.by)),
        served_since=draft.since,
        since_note=draft.note,
        names=names,
        stores=tuple(dict.fromkeys(draft.stores)),
        deployed_how=draft.how if draft.by else "",
        is_hosted=draft.is_hosted,
        retired=any(name in retired for name in names),
    )


def _age(version: ModelVersion) -> tuple[int, str]:
    return (int(version.version) if version.version.isdecimal() else 0, version.version)


def _registered(stores: Iterable[MlflowStore], aliases: Sequence[str]) -> dict[str, _Draft]:
    """Registered models by name. Of two stores that know a model the one with the newest version of it speaks."""
    drafts: dict[str, _Draft] = {}
    newest: dict[str, datetime | None] = {}
    for store in stores:
        for model in store.models:
            draft = drafts.setdefault(model.name, _Draft(name=model.name))
            draft.stores.append(store.path)
            last = max((v.created for v in model.versions if v.created), default=None)
            known = newest.get(model.name)
            if draft.versions and (last is None or (known is not None and last <= known)):
                continue
            newest[model.name] = last
            draft.versions = {version.version: version for version in model.versions}
    for draft in drafts.values():
        _set_served(draft, aliases)
    return drafts


def _set_served(draft: _Draft, aliases: Sequence[str]) -> None:
    """The version at a serving alias, in the settings' order, else the newest at stage Production."""
    versions = sorted(draft.versions.values(), key=_age, reverse=True)
    at_alias = {alias.lower(): version for version in reversed(versions) for alias in version.aliases}
    alias = next((name for name in aliases if name.lower() in at_alias), None)
    staged = next((version for version in versions if version.stage == "Production"), None)
    if alias is not None:
        draft.served = at_alias[alias.lower()]
        draft.by.append(f"alias {alias}")
        draft.since = draft.served.created
        draft.note = (
            "the registry does not date aliases: the version was made then and serves since then at the earliest"
        )
    if staged is not None:
        draft.by.append("stage Production")
        if draft.served is None or draft.served is staged:
            draft.served = staged
            draft.since = staged.updated or staged.created
            draft.note = "the version's record last changed then: its stage was set then at the latest"


def _add_manifests(drafts: dict[str, _Draft], manifests: Iterable[ServingManifest]) -> None:
    """Those that name a model first: a template (`${SERVICE_NAME}`) or a bare `svc` is then of the only model, if there is one."""
    for manifest in sorted(manifests, key=_is_nameless):
        if (
            is_aside(manifest.path)
            or manifest.framework in _STACKED
            or (manifest.uris and all(_SAMPLES.match(uri) for uri in manifest.uris))
        ):
            continue
        draft = _named(drafts, manifest.name) or _by_place(drafts, manifest.uris)
        if draft is None and _is_nameless(manifest):
            draft = (
                next(iter(drafts.values())) if len(drafts) == 1 else drafts.setdefault("model", _Draft(name="model"))
            )
            draft.deploy(manifest.path, manifest.path)
            continue
        if draft is None:
            draft = drafts.setdefault(manifest.name, _Draft(name=manifest.name))
        draft.deploy(manifest.path, manifest.path, manifest.name)


def _is_nameless(manifest: ServingManifest) -> bool:
    return bool(_NAMELESS.fullmatch(manifest.name))


def _add_servers(drafts: dict[str, _Draft], servers: Iterable[InferenceServer]) -> None:
    """A server that names no model serves the only one there is, or stands for what it serves.

    Several kinds of them in one file serve whatever the users of a platform bring: no models of this repository.
    """
    only = next(iter(drafts)) if len(drafts) == 1 else None
    known = list(servers)
    kinds = Counter(server.path for server in known if not server.models and _KIND.search(server.service))
    for server in known:
        if not server.models and kinds[server.path] > 1:
            continue
        for name in server.models or (only or f"model of {server.service}",):
            draft = _named(drafts, name) or drafts.setdefault(name, _Draft(name=name))
            draft.deploy(server.path, server.path)


def _named(drafts: Mapping[str, _Draft], name: str) -> _Draft | None:
    told = words(name)
    return next((d for d in drafts.values() if any(words(known) == told for known in (d.name, *d.names))), None)


def _by_place(drafts: Mapping[str, _Draft], places: Iterable[str]) -> _Draft | None:
    """The model whose name is a segment of one of the paths or uris, the longest name of all."""
    segments = {words(part) for place in places for part in re.split(r"[/@]", place)}
    found = [draft for draft in drafts.values() if words(draft.name) in segments]
    return max(found, key=lambda draft: len(draft.name), default=None)


def _add_named_by_code(facts: Facts, drafts: dict[str, _Draft]) -> None:
    """Names that the project's own code registers, and that DVC gives to outputs: these models exist, deployed or not.

    Notebooks, experiments and published libraries name models in passing.
    """
    code = facts.one(CodeBase)
    for path, rows in sorted(facts.rows(registrations).items()):
        module = code.modules.get(path) if code else None
        if module is None or code is None or code.is_library or not module.is_own or is_aside(path):
            continue
        for row in rows:
            draft = _named(drafts, row.name) or drafts.setdefault(row.name, _Draft(name=row.name))
            draft.stores.append(path)
    for project in facts.all(DvcProject):
        for artifact in project.artifacts:
            if artifact.type == "model" and not is_aside(artifact.declared_in):
                draft = _named(drafts, artifact.name) or drafts.setdefault(artifact.name, _Draft(name=artifact.name))
                draft.stores.append(artifact.declared_in)
                draft.places.append(artifact.path)


def _add_serving_code(drafts: dict[str, _Draft], code: CodeBase, loads: ModelLoads) -> None:
    """Artefacts that serving code loads: they speak for a known model, or are one where nothing else knows any."""
    known = bool(drafts)
    for path, module in sorted(code.modules.items()) if not is_platform(code) else ():
        if not module.is_own or is_aside(path) or not _deploys(module) or _helps_training(code, module):
            continue
        for target in loads.of(path):
            registered = REGISTRY_URI.match(target)
            if registered:
                name = registered[1]
                draft = _named(drafts, name) or drafts.setdefault(name, _Draft(name=name))
                draft.deploy(path, path)
                continue
            draft = _by_file(drafts, target) or _by_place(drafts, [target]) or _by_words(drafts, target)
            if draft is None and len(drafts) == 1 and MLFLOW_RUN.match(target):
                draft = next(iter(drafts.values()))  # nothing says which model a run's is, and there is one
            if draft is None and "{}" not in posixpath.basename(target) and not is_pickled_data(code, path, target):
                draft = _by_maker(drafts, code, target) if known else _of_file(drafts, target)
            if draft is not None:
                draft.deploy(path, path)


def _add_unnamed(drafts: dict[str, _Draft], code: CodeBase) -> None:
    """Services that load what only their run time knows: the only model there is, or one of which nothing tells the name."""
    if code.is_library or len(drafts) > 1 or any(draft.by for draft in drafts.values()):
        return  # of several nothing says which it is
    for path, module in sorted(code.modules.items()):
        if module.is_own and not is_aside(path) and loads_unnamed(code, module):
            name = next(iter(drafts), None) or _only_made(code) or "model"
            drafts.setdefault(name, _Draft(name=name)).deploy(path, path)


def _of_file(drafts: dict[str, _Draft], target: str) -> _Draft:
    name = posixpath.splitext(posixpath.basename(target.replace("\\", "/").rstrip("/")))[0]
    name = "model" if name in _FOLDERS else name
    return drafts.setdefault(name, _Draft(name=name))


def _by_maker(drafts: dict[str, _Draft], code: CodeBase, target: str) -> _Draft | None:
    """What a served file is beside models that only the code names: the one whose module writes it too, or one more where another
    module makes it. A registry that was read knows better."""
    if any(draft.versions for draft in drafts.values()):
        return None
    makers = {
        path
        for path, module in code.modules.items()
        if module.is_own and module.facts.training and not is_aside(path)
        for access in module.facts.writes
        if access.target and same_file(access.target, target)
    }
    own = next((draft for draft in drafts.values() if makers & set(draft.stores)), None)
    return own or (_of_file(drafts, target) if makers else None)


def _add_batch_jobs(facts: Facts, drafts: dict[str, _Draft], code: CodeBase, loads: ModelLoads) -> None:
    """Jobs that score real data with a model whose file only a record of promotions names, or on a schedule: what they load is in
    service although its place is known at run time alone."""
    if code.is_library:
        return
    for job in batch_jobs(facts, code):
        named = next((draft for draft in drafts.values() if job.path in draft.by), None)
        if named is not None:
            named.how = named.how or job.how
            continue
        registered = next((uri[1] for target in loads.of(job.path) if (uri := REGISTRY_URI.match(target))), None)
        if registered is None:
            if any(draft.by for draft in drafts.values()) or loads.of(job.path) or len(drafts) > 1:
                continue  # nothing says which of them it is
            registered = next(iter(drafts), None) or _only_made(code) or "model"
        draft = _named(drafts, registered) or drafts.setdefault(registered, _Draft(name=registered))
        draft.deploy(job.path, job.path)
        draft.how = job.how


_ENDPOINTS = regex(
    r"^(?:aws_sagemaker_endpoint|google_vertex_ai_endpoint\w{0,40}|google_ml_engine_model|databricks_model_serving)$"
)
"""Resources of Terraform that serve a model and nothing else."""


def _rolled_out(facts: Facts, code: CodeBase) -> Mapping[str, Sequence[str]]:
    """File -> names (`` where none is constant) of the endpoints that it makes: the project's own code, a stack of CloudFormation or Terraform."""
    found: dict[str, list[str]] = {}
    for path, rows in sorted(facts.rows(roll_outs).items()):
        if path in code.modules and code.modules[path].role == "production" and not is_aside(path):
            found[path] = [row.name for row in rows]
    for resource in facts.all(InfraResource):
        if resource.tool == "terraform" and _ENDPOINTS.search(resource.type) and not is_aside(resource.path):
            name = resource.value("name")
            found.setdefault(resource.path, []).append(name if "$" not in name and "." not in name else "")
    for manifest in facts.all(ServingManifest):
        if manifest.framework in _STACKED and not is_aside(manifest.path):
            found.setdefault(manifest.path, []).append(manifest.name)
    return found


def _add_rolled_out(drafts: dict[str, _Draft], code: CodeBase, rows: Mapping[str, Sequence[str]]) -> None:
    """Models that are put on an endpoint: by the name that it has, else the only one there is."""
    is_known = any(draft.by for draft in drafts.values())
    for path, names in rows.items() if not code.is_library else ():
        is_named = any(names)  # one call of several that roll the same model out
        for told in names if not is_named else [name for name in names if name]:
            draft = _named(drafts, told) if told else None
            if draft is None and is_known:
                continue  # what serves is known by its manifest or its code
            if draft is None:
                known = next(iter(drafts), "") if len(drafts) == 1 and not told else ""
                name = told or known or (_only_made(code) or "model" if not drafts else "")
                draft = drafts.setdefault(name, _Draft(name=name)) if name else None
            if draft is not None:
                draft.deploy(path, path)


def _add_assistants(facts: Facts, drafts: dict[str, _Draft], code: CodeBase) -> None:
    """Language models that a service of the project asks, made elsewhere: one per name, unless the service answers with a known model."""
    busy = {path for draft in drafts.values() for path in draft.by}
    for one in assistants(facts, code):
        if one.path in busy:
            continue
        draft = _named(drafts, one.name) or drafts.setdefault(one.name, _Draft(name=one.name, is_hosted=True))
        if draft.is_hosted:
            draft.deploy(one.path, one.by)
            draft.how = one.how


def _only_made(code: CodeBase) -> str | None:
    """The name of the one model file that the project's own programs write."""
    made = {
        posixpath.splitext(posixpath.basename(access.target))[0]
        for path, module in code.modules.items()
        if module.is_own and not is_aside(path)
        for access in module.facts.writes
        if access.target and is_model_file(access.target)
    }
    return next(iter(made)) if len(made) == 1 and "{}" not in "".join(made) else None


def _deploys(module: CodeModule) -> bool:
    """Whether its serving is more than a page that somebody may start by hand, or a job that scores in order to evaluate."""
    kinds = {site.detail.partition(" ")[0] for site in module.facts.serving}
    if kinds == {"batch"}:
        return not EVALUATES & set(words(module.path))
    return bool(kinds - {"ui"}) or ("ui" in kinds and module.in_production)


def _helps_training(code: CodeBase, module: CodeModule) -> bool:
    """A module that saves checkpoints, loads them and writes what the validation said, for a training that imports it: nothing starts it
    to score."""
    kinds = {site.detail.partition(" ")[0] for site in module.facts.serving}
    if kinds != {"batch"} or module.facts.has_main_guard or module.entry is not None:
        return False
    near = dict.fromkeys((*module.imported_by, *(up for by in module.imported_by for up in _importers(code, by))))
    return any(code.modules[path].facts.training for path in near if path in code.modules)


def _importers(code: CodeBase, path: str) -> tuple[str, ...]:
    return code.modules[path].imported_by if path in code.modules else ()


def _by_file(drafts: Mapping[str, _Draft], target: str) -> _Draft | None:
    """The model whose output in DVC is that file."""
    return next((d for d in drafts.values() if any(same_file(place, target) for place in d.places)), None)


def _by_words(drafts: Mapping[str, _Draft], target: str) -> _Draft | None:
    told = words(posixpath.basename(target))
    found = [draft for draft in drafts.values() if contains(told, words(draft.name))]
    return max(found, key=lambda draft: len(draft.name), default=None)


def _add_settings(drafts: dict[str, _Draft], settings: Mapping[str, ModelSettings]) -> None:
    for name, own in settings.items():
        known = next((draft for wanted in (name, *own.aliases) if (draft := _named(drafts, wanted))), None)
        if known is None:
            known = drafts[name] = _Draft(name=name)
            if not own.retired:
                known.deploy("debtscope.toml")
        known.names += [name, *own.aliases]

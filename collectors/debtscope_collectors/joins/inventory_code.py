"""The code of each model: which files are it, which modules make them, load them and run on a schedule."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from debtscope.api import Facts, facet
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase, InventoryModel
from debtscope_collectors.joins.model_loads import REGISTRY_URI, ModelLoads
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.prediction_writes import prediction_writes
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec, ServingManifest
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage
from debtscope_collectors.sources.python.view import ModuleView
from debtscope_collectors.sources.values import inside

_ROLES = frozenset({"production", "script"})
_REGISTERS = frozenset({"register_model", "create_registered_model", "log_model", "create_model_version", "save_model"})


@frozen
class Registration:
    """Code that puts a model into a registry by name."""

    name: str
    line: int
    call: str


@facet(Registration, version=2, cues=_REGISTERS)
def registrations(view: ModuleView) -> Iterator[Registration]:
    """`mlflow.register_model(uri, NAME)`, `log_model(…, registered_model_name=NAME)`, BentoML's `save_model(NAME, …)`."""
    for call in view.calls_to(_REGISTERS):
        func = call.func
        last = getattr(func, "attr", None) or getattr(func, "id", "")
        if last not in _REGISTERS:
            continue
        known = view.called(call) or ""
        if last == "register_model" or last in ("create_registered_model", "create_model_version"):
            target = view.argument(call, "name", 1 if last == "register_model" else 0)
        elif known.startswith("bentoml."):
            target = view.argument(call, "name", 0)
        elif known.startswith("snowflake.ml.registry."):
            target = view.argument(call, "model_name")
        else:
            target = view.argument(call, "registered_model_name")
        name = view.constant(target) if target is not None else None
        if isinstance(name, str) and name and "{}" not in name:
            yield Registration(name=name, line=call.lineno, call=known or last)


@frozen
class ModelCode:
    """What of the repository's code belongs to a model."""

    artefacts: tuple[str, ...] = ()
    training: tuple[str, ...] = ()
    serving: tuple[str, ...] = ()
    stages: tuple[DvcStage, ...] = ()
    """DVC stages whose outputs are its artefacts."""
    schedule: str | None = None


def code_of(facts: Facts, models: Sequence[InventoryModel]) -> dict[str, ModelCode]:
    """The code of every model. What two models could claim alike is given to none."""
    code = facts.one(CodeBase)
    if code is None:
        return {}
    loads = facts.one(ModelLoads) or ModelLoads(targets={})
    stages = [stage for project in facts.all(DvcProject) for stage in project.stages]
    deployed = [model.name for model in models if model.is_deployed and not model.retired]
    makers = _makers(facts, models)
    scoring = frozenset(
        p for p in facts.rows(prediction_writes) if p in code.modules and not code.modules[p].facts.training
    )
    found: dict[str, ModelCode] = {}
    for model in models:
        artefacts = tuple(dict.fromkeys(_artefacts(facts, loads, model)))
        making = tuple(s for s in stages if any(same_file(out, a) for out in s.outs for a in artefacts))
        scripts = [p for p, by in code.entry_points.items() if any(by == f"dvc:{s.base}" for s in making)]
        training = (
            *makers.get(model.name, ()),
            *(p for p in scripts if code.modules[p].facts.training),
            *_writers(code, artefacts, _ROLES),
        ) or _only_notebook(code, artefacts)
        serving = tuple(
            _serving(code, loads, scoring, model, artefacts, _import_paths(facts, model), only=deployed == [model.name])
        )
        if not training and deployed == [model.name] and not code.is_library:
            training = _only_trainer(code)
        found[model.name] = ModelCode(
            artefacts=artefacts,
            training=tuple(dict.fromkeys(training)),
            serving=serving,
            stages=making,
            schedule=_schedule(facts, code, serving, training),
        )
    return found


def same_file(one: str, other: str) -> bool:
    """Whether two written paths can mean one file: `{}` stands for any word, `../` and `./` in front do not count."""
    left, right = _bare(one), _bare(other)
    if "{}" in left or "{}" in right:
        return bool(_wild(left).fullmatch(right) or _wild(right).fullmatch(left))
    return left == right


def _bare(path: str) -> str:
    plain = inside("", path.replace("\\", "/"))
    while plain.startswith("../"):
        plain = plain[3:]
    return plain.removeprefix("/app/").removeprefix("/opt/").removeprefix("app/")


def _wild(path: str) -> re.Pattern[str]:
    return re.compile("[^/]{1,100}".join(re.escape(part) for part in path.split("{}")[:6]))


def _artefacts(facts: Facts, loads: ModelLoads, model: InventoryModel) -> Iterator[str]:
    names = {words(name) for name in model.names}
    for project in facts.all(DvcProject):
        for artifact in project.artifacts:
            if artifact.type in ("model", "") and words(artifact.name) in names:
                yield artifact.path
    for place in model.deployed_by:  # the serving code that made it a model
        for target in loads.of(place):
            if not REGISTRY_URI.match(target) and words(posixpath.splitext(posixpath.basename(target))[0]) in names:
                yield target


def _makers(facts: Facts, models: Sequence[InventoryModel]) -> Mapping[str, tuple[str, ...]]:
    """Model -> modules that register it by its name."""
    found: dict[str, list[str]] = {}
    for path, rows in facts.rows(registrations).items():
        for row in rows:
            model = next((m for m in models if words(row.name) in {words(name) for name in m.names}), None)
            if model is not None and not is_aside(path):
                found.setdefault(model.name, []).append(path)
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


def _serving(
    code: CodeBase,
    loads: ModelLoads,
    scoring: frozenset[str],
    model: InventoryModel,
    artefacts: Sequence[str],
    targets: frozenset[str],
    *,
    only: bool,
) -> Iterator[str]:
    """SERVE modules and scoring jobs that load it; where one model alone is deployed, those that load a model at all."""
    names = {words(name) for name in model.names}
    for path, module in sorted(code.modules.items()):
        serves = module.facts.serving or path in scoring or path in targets
        if not serves or not module.is_own or is_aside(path):
            continue
        if path in model.deployed_by or path in targets:
            yield path
            continue
        for target in loads.of(path):
            uri = REGISTRY_URI.match(target)
            is_own = words(uri[1]) in names if uri else any(same_file(target, one) for one in artefacts)
            if is_own or (only and not uri and module.in_production):
                yield path
                break


def _import_paths(facts: Facts, model: InventoryModel) -> frozenset[str]:
    """`deploy.services.serve_model:app` of a Ray or Bento manifest as a path."""
    told = (
        word.partition(":")[0]
        for manifest in facts.all(ServingManifest)
        if manifest.path in model.deployed_by and manifest.framework in ("ray", "bentoml")
        for word in manifest.uris
        if re.fullmatch(r"[A-Za-z_][\w.]{0,200}:\w{1,80}", word)
    )
    return frozenset(f"{name.replace('.', '/')}.py" for name in told)


def _only_notebook(code: CodeBase, artefacts: Sequence[str]) -> tuple[str, ...]:
    """The one notebook that writes what is served: where no module makes a model, that is how it was made."""
    found = tuple(_writers(code, artefacts, frozenset({"notebook"})))
    return found if len(found) == 1 else ()


def _writers(code: CodeBase, artefacts: Sequence[str], roles: frozenset[str]) -> Iterator[str]:
    """Modules of those roles that train and write one of the files."""
    for path, module in sorted(code.modules.items()):
        if module.facts.training and module.role in roles and not is_aside(path):
            targets = [access.target for access in module.facts.writes if access.target]
            if any(same_file(target, one) for target in targets for one in artefacts):
                yield path


def _only_trainer(code: CodeBase) -> tuple[str, ...]:
    """The one module of the project's own that trains, where there is only one."""
    kinds = {"model", "pipeline", "trainer", "loop"}
    found = [
        path
        for path, module in sorted(code.modules.items())
        if module.is_own and not is_aside(path) and any(site.detail in kinds for site in module.facts.training)
    ]
    return tuple(found) if len(found) == 1 else ()


def _schedule(facts: Facts, code: CodeBase, serving: Iterable[str], training: Iterable[str]) -> str | None:
    """The cron of the job that scores, else of the workflow that trains."""
    scripts = [*serving, *training]
    for spec in facts.all(ContainerSpec):
        told = " ".join(spec.started)
        if spec.schedule and any(posixpath.basename(path) in told for path in scripts):
            return f"{spec.schedule} ({spec.path})"
    for workflow in facts.all(CiWorkflow):
        if "schedule" in workflow.triggers:
            text = "\n".join(command.text for command in workflow.commands)
            stages = {code.modules[p].entry for p in scripts if p in code.modules}
            runs_all = "dvc repro" in text and any(entry and entry.startswith("dvc:") for entry in stages)
            if runs_all or any(path in text for path in scripts):
                return f"scheduled ({workflow.path})"
    return None

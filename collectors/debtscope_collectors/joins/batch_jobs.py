"""Jobs that score data with a stored model, and what shows that they are in service: a record of promotions, a schedule, an image."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.prediction_writes import PREDICTS
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines

EVALUATES: Final = frozenset(
    {"evaluate", "evaluation", "eval", "drift", "reference", "demo", "backtest", "validate", "validation", "benchmark", "kaggle",
     "submission", "submissions", "monitoring"}
)  # fmt: skip
"""Words in the path of a job that scores in order to look at the model."""
PROMOTED: Final = regex(
    r"(?:^|[/_.\-])(?:production|prod|champion|promoted|in_service|live)(?:[_\-]?model)?"
    r"(?:[_\-]?(?:info|meta(?:data)?|version|path|run|id|uri))?\.(?:json|ya?ml|toml|txt)$"
)
"""Names of files that tell which model is the one in service."""
LOADS_MODEL: Final = regex(
    r"^(?:joblib|pickle|torch|skops|cloudpickle|dill)\b.*load$|load_model$|InferenceSession$|^lightgbm\.Booster$|^pyspark\.ml\.\w{1,40}Model\.load$"
)
"""Calls by which a program gets a stored model back."""
_DEPTH: Final = 2
_IMAGE: Final = "docker:"
_ORCHESTRATORS: Final = frozenset({"airflow", "prefect", "dagster"})


@frozen
class BatchJob:
    """One program that loads a model, predicts and keeps what came out."""

    path: str
    how: str
    """What shows that it is in service, as the end of a sentence about it."""


def batch_jobs(facts: Facts, code: CodeBase) -> Iterator[BatchJob]:
    """Those of the project's own that something shows to be in service, by path."""
    flows = tuple(_inference_flows(facts, code))
    images = tuple(_predicting_images(code))
    for path, module in sorted(code.modules.items()):
        if not module.is_own or is_aside(path) or module.facts.training:
            continue
        how = (_record(code, path) or _timed(facts, path)) if _scores(module) else ""
        how = how or (_in_flow(flows, path) if _asks(module) else "")
        how = how or (_in_image(images, path) if _loads(module) else "")
        if how:
            yield BatchJob(path=path, how=how)


def _inference_flows(facts: Facts, code: CodeBase) -> Iterator[tuple[Pipeline, frozenset[str]]]:
    """Pipelines of an orchestrator that train nothing, with the modules that they reach."""
    found = facts.one(Pipelines)
    for pipeline in found.pipelines if found else ():
        if pipeline.tool in _ORCHESTRATORS and pipeline.path in code.modules and not is_aside(pipeline.path):
            reached = frozenset(code.closure(pipeline.path, _DEPTH))
            if not any(code.modules[one].facts.training for one in reached if one in code.modules):
                yield pipeline, reached


def _in_flow(flows: Sequence[tuple[Pipeline, frozenset[str]]], path: str) -> str:
    pipeline = next((one for one, reached in flows if path in reached), None)
    if pipeline is None:
        return ""
    timed = (
        f" {pipeline.schedule.words}"
        if pipeline.schedule and pipeline.schedule.runs_per_month
        else " when somebody starts it"
    )
    return f"which {pipeline.path} runs{timed}"


def _predicting_images(code: CodeBase) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(program, image's file, modules) of images that start a program which predicts, trains nothing and answers nobody: a worker."""
    for path, by in code.entry_points.items():
        module = code.modules.get(path)
        if module is None or not by.startswith(_IMAGE) or not module.is_own or is_aside(path) or is_aside(by):
            continue
        reached = [code.modules[one] for one in code.closure(path) if one in code.modules]
        predicts = any(call.rpartition(".")[2] in PREDICTS for one in reached for call in one.facts.called)
        answers = any(not site.detail.startswith("batch") for one in reached for site in one.facts.serving)
        if predicts and not answers and not any(one.facts.training for one in reached):
            yield path, by.removeprefix(_IMAGE), frozenset(one.path for one in reached)


def _in_image(images: Sequence[tuple[str, str, frozenset[str]]], path: str) -> str:
    found = next((one for one in images if path in one[2]), None)
    if found is None:
        return ""
    program, image, _ = found
    return f"run by {image}" if program == path else f"which {program} uses, run by {image}"


def _loads(module: CodeModule) -> bool:
    return any(LOADS_MODEL.search(access.call) for access in module.facts.reads) and not EVALUATES & set(
        words(module.path)
    )


def _asks(module: CodeModule) -> bool:
    """It loads a model and predicts, whatever it does with the answer, and does not serve or evaluate."""
    if module.facts.serving and not _scores(module):
        return False
    predicts = any(call.rpartition(".")[2] in PREDICTS for call in module.facts.called)
    return predicts and _loads(module)


def _scores(module: CodeModule) -> bool:
    """Nothing but a batch job, and not one that evaluates."""
    kinds = {site.detail.partition(" ")[0] for site in module.facts.serving}
    return kinds == {"batch"} and _loads(module)


def _record(code: CodeBase, path: str) -> str:
    """A file that names the model in service, which this job reads and another program of the project writes."""
    own = code.closure(path, _DEPTH)
    read = {
        access.target
        for place in own
        if place in code.modules
        for access in code.modules[place].facts.reads
        if access.target and PROMOTED.search(access.target)
    }
    for place, module in sorted(code.modules.items()) if read else ():
        if place in own or not module.is_own:
            continue
        kept = next((access.target for access in module.facts.writes if access.target in read), None)
        if kept is not None:
            return f"which scores with the model that {kept} names ({place} writes it)"
    return ""


def _timed(facts: Facts, path: str) -> str:
    """A schedule that runs it: of a pipeline, of a container or of CI."""
    found = facts.one(Pipelines)
    for pipeline, _ in found.running(path) if found else ():
        timed = pipeline.schedule
        if timed is not None and timed.runs_per_month and not is_aside(pipeline.path):
            return f"which {pipeline.path} runs {timed.words}"
    name = posixpath.basename(path)
    for spec in facts.all(ContainerSpec):
        if spec.schedule and name in " ".join(spec.started):
            return f"which {spec.path} runs by {spec.schedule}"
    for flow in facts.all(CiWorkflow):
        if "schedule" in flow.triggers and any(path in command.text for command in flow.commands):
            return f"which {flow.path} runs on a schedule"
    return ""

"""Where a model's served version came from: run, commit, data, parameters, metrics, and the stage that makes its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from debtscope.api import Facts, GitHistory
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, TrainedFrom
from debtscope_collectors.joins.inventory_code import ModelCode
from debtscope_collectors.sources.dvc.facts import DvcStage
from debtscope_collectors.sources.mlflow.facts import MlflowRun, MlflowStore, ModelVersion


def trained_from(facts: Facts, model: InventoryModel, own: ModelCode) -> TrainedFrom | None:
    """Of the served version, else of the newest; None where nothing at all is known."""
    version = model.served or (model.versions[-1] if model.versions else None)
    run = run_of(facts, version) if version else None
    if version is None and not own.stages and not own.training:
        return None
    code = facts.one(CodeBase)
    script = run.source_name if run and code and run.source_name in code.modules else None
    commit = run.commit if run else None
    return TrainedFrom(
        run_id=version.run_id if version else None,
        commit=commit,
        commit_known=is_known(facts.one(GitHistory), commit),
        at=(run.end if run else None) or (version.created if version else None),
        datasets=run.inputs if run else (),
        outputs=tuple(dict.fromkeys(_outputs(own.stages, own.artefacts))),
        parameters=dict(run.param_values) if run and run.param_values else dict(_locked(own.stages)),
        metrics=dict(run.metrics) if run else {},
        code=tuple(dict.fromkeys((*([script] if script else []), *own.training))),
    )


def run_of(facts: Facts, version: ModelVersion) -> MlflowRun | None:
    """The run that made a version, from whichever store knows it."""
    if version.run_id is None:
        return None
    return next((s.runs[version.run_id] for s in facts.all(MlflowStore) if version.run_id in s.runs), None)


def is_known(history: GitHistory | None, commit: str | None) -> bool | None:
    """Whether any ref reaches the commit; None where nobody can tell (no git, a shallow clone)."""
    if history is None or commit is None or (history.is_shallow and commit not in history.objects):
        return None
    return commit in history.objects


def _outputs(stages: Iterable[DvcStage], artefacts: Iterable[str]) -> Iterator[str]:
    wanted = tuple(artefacts)
    for stage in stages:
        yield from (f"{stage.name} -> {out}" for out in stage.outs if out in wanted)


def _locked(stages: Iterable[DvcStage]) -> Iterator[tuple[str, str]]:
    """The parameters of the last run of the stage that makes the file."""
    for stage in stages:
        if stage.locked is not None:
            for values in stage.locked.params.values():
                yield from _flat(values)


def _flat(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield key, str(value)

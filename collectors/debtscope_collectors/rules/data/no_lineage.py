"""A served model cannot be traced to its data

Detects
-------
A deployed model whose way from the version back to the data stops early. Four hops are walked: the run (or the DVC stage) that
made it; the commit of that run, which the repository must have; a dataset of the run with its digest (or the locked inputs of the
stage, or inputs of the training code that git or DVC pins, all of them, at that commit); and the place of that dataset, which must exist (a file of the tree, an output that DVC keeps, an address). Fewer than three
hops is an item; the message names the first that is missing. OpenLineage events that show a job writing the model count for the
data, half where they carry no facet of run or source. Only models of a registry or of DVC are walked: where nothing is recorded at
all, other rules speak.

Why it is debt
--------------
When the model is wrong, or a person asks to be erased, nobody can say which data and code made it; it cannot be made again, and
what is legally required of it cannot be shown.

How to pay it down
------------------
Log the dataset in the run (`mlflow.log_input(dataset, context="training")`), train from committed code, keep the data as an output
of a declared stage, and register the version from the run.

Example
-------
`churn-clf` v1: the run is known, its commit is not in the repository, and no dataset was logged.

References
----------
se-ml.github.io, "Keep track of artifacts"; MLflow documentation, Dataset Tracking; OpenLineage specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.cadence import promotions
from debtscope_collectors.joins.datasets import DataSource, training_data
from debtscope_collectors.joins.facts import InventoryModel, ModelInventory
from debtscope_collectors.joins.inventory_base import BaseInventory
from debtscope_collectors.joins.inventory_code import ModelCode
from debtscope_collectors.joins.inventory_origin import run_of
from debtscope_collectors.joins.naming import words
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.lineage.facts import LineageGraph, LineageJob
from debtscope_collectors.sources.mlflow.facts import DatasetInput, MlflowRun, MlflowStore
from debtscope_collectors.sources.values import inside

_ENOUGH = 3.0
_TELLING = frozenset({"nominalTime", "sourceCodeLocation", "sourceCode", "schema", "sql", "processing_engine"})


@frozen(kw_only=False)
class _Hop:
    """One step back from the model."""

    name: str
    found: float
    told: str
    """What was found, or what is missing."""
    ref: str | None = None


@rule(
    id="DAT-020",
    category=Category.DATA,
    debt_type="lineage debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("mlflow", "dvc", "git", "lineage", "python", "config"),
    credits=("CR-23",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    inventory, base = facts.one(ModelInventory), facts.one(BaseInventory)
    if inventory is None or base is None:
        return
    for model in inventory.models:
        own = base.code.get(model.name, ModelCode())
        if not model.is_deployed or model.retired or not (model.versions or own.stages):
            continue
        hops = tuple(_from_registry(facts, model)) if model.versions else tuple(_from_stage(own))
        score = sum(hop.found for hop in hops)
        if score < _ENOUGH:
            yield _finding(facts, model, hops)


def _from_registry(facts: Facts, model: InventoryModel) -> Iterator[_Hop]:
    version = model.served or model.versions[-1]
    run = run_of(facts, version)
    if run is None:
        missing = "the version names no run" if version.run_id is None else "its run is in no store that was read"
        yield _Hop("the run", 0, missing, version.run_id)
    else:
        yield _Hop("the run", 1, f"run {run.run_id}", run.run_id)
    yield _commit(model, run)
    inputs = run.inputs if run else ()
    jobs = tuple(_jobs(facts, model))
    told = max((0.5 if not _TELLING & set(job.facets) else 1.0 for job in jobs if job.inputs), default=0.0)
    if inputs:
        yield _Hop("the dataset", 1, f"dataset {inputs[0].name} {inputs[0].digest}", inputs[0].digest)
    elif told:
        yield _Hop("the dataset", told, _event(jobs[0], told), jobs[0].key)
    elif run is not None and run.datasets:
        yield _Hop("the dataset", 1, f"{run.datasets} datasets")
    elif pinned := _pinned(facts, model):
        yield _Hop("the dataset", 1, f"{pinned[0].name}, pinned by {pinned[0].pinned_by}", pinned[0].name)
        yield _Hop("its source", 1, f"{pinned[0].name} at the run's commit", pinned[0].name)
        return
    else:
        yield _Hop("the dataset", 0, "no dataset was logged")
    yield (_source(facts, inputs) if inputs or not told else _Hop("its source", told, "", jobs[0].key))


def _pinned(facts: Facts, model: InventoryModel) -> tuple[DataSource, ...]:
    """What its training code reads, where the run's commit is here and git or DVC tells for that commit which content all of it had."""
    if model.training is None or model.training.commit_known is not True:
        return ()
    found = tuple(source for source in training_data(facts) if source.trains in model.training.code)
    return found if all(source.pinned_by in ("git", "DVC") for source in found) else ()


def _commit(model: InventoryModel, run: MlflowRun | None) -> _Hop:
    commit = run.commit if run else None
    if commit is None:
        return _Hop("the commit", 0, "no commit was recorded")
    known = model.training.commit_known if model.training else None
    if known is False:
        return _Hop("the commit", 0, f"commit {commit[:12]} is not in this repository", commit)
    return _Hop("the commit", 1, f"commit {commit[:12]}", commit)


def _source(facts: Facts, inputs: Sequence[DatasetInput]) -> _Hop:
    """Whether the place that a dataset names exists, as far as the workspace can tell."""
    if not inputs:
        return _Hop("its source", 0, "no dataset names a source")
    kept = {out for project in facts.all(DvcProject) for out in project.tracked_outputs()}
    files = {entry.path for entry in facts.all(FileEntry)} | kept
    for data in inputs:
        if data.source and (_is_elsewhere(data) or any(_same(data.source, path) for path in files)):
            return _Hop("its source", 1, f"source {data.source}", data.source)
    named = next((data.source for data in inputs if data.source), None)
    return _Hop("its source", 0, f"{named} does not exist here" if named else "the dataset names no source", named)


def _is_elsewhere(data: DatasetInput) -> bool:
    source = data.source or ""
    is_address = "://" in source and not source.startswith("file:")
    return is_address or data.source_type not in ("local", "code", "")


def _same(source: str, path: str) -> bool:
    plain = inside("", source.removeprefix("file://").removeprefix("file:"))
    return plain == path or plain.endswith("/" + path)


def _from_stage(own: ModelCode) -> Iterator[_Hop]:
    """A model that DVC makes: the lock is its record, and the lock's commit its commit."""
    stage = own.stages[0]
    yield _Hop("the stage", 1, f"stage {stage.name}", stage.name)
    yield _Hop(
        "the commit",
        1 if stage.locked else 0,
        "dvc.lock" if stage.locked else f"stage {stage.name} has no entry in dvc.lock, so nothing tells what it read",
        stage.path,
    )
    deps = [dep for dep in (stage.locked.deps if stage.locked else ()) if dep.md5 and not dep.path.endswith(".py")]
    yield _Hop(
        "the dataset",
        1 if deps else 0,
        f"{deps[0].path} {deps[0].md5}" if deps else "" if not stage.locked else "the lock names no data",
    )
    yield _Hop("its source", 1 if deps else 0, deps[0].path if deps else "")


def _event(job: LineageJob, told: float) -> str:
    bare = "" if told >= 1 else ", whose events tell neither time nor source code nor schema"
    return f"OpenLineage job {job.key}{bare}"


def _jobs(facts: Facts, model: InventoryModel) -> Iterator[LineageJob]:
    """Jobs of OpenLineage whose output is this model."""
    names = {words(name) for name in model.names}
    for graph in facts.all(LineageGraph):
        for job in graph.jobs:
            if any(words(out.name.rstrip("/").rpartition("/")[2]) in names for out in job.outputs):
                yield job


def _finding(facts: Facts, model: InventoryModel, hops: Sequence[_Hop]) -> Finding:
    version = f" v{(model.served or model.versions[-1]).version}" if model.versions else ""
    gaps = [hop for hop in hops if hop.found < 1]
    store = next((s for s in facts.all(MlflowStore) if s.path in model.stores), None)
    registered = next((m for m in store.models if m.name == model.name), None) if store else None
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{model.name}{version}: the chain back to its data stops at {gaps[0].name}: {'; '.join(dict.fromkeys(hop.told for hop in gaps if hop.told))}.",
        evidence=tuple(
            Evidence(
                kind="run" if hop.found else "absence", ref=hop.ref or hop.name,
                excerpt=f"{'found' if hop.found else 'missing'}, {hop.name}" + (f": {hop.told}" if hop.told else ""),
            )
            for hop in hops
        ),
        drivers=promotions(facts, registered, store.path) if store and registered else (),
    )  # fmt: skip

"""MLflow runs cannot be tied to a commit

Detects
-------
An experiment in which more than a fifth of the FINISHED runs of the last 90 days carry no commit, or from which a served
version comes whose run carries none or names a commit that this repository does not hold. MLflow's own tag, the tags of
platforms and the names under which teams usually record a commit count alike. A missing commit is judged against every ref
of the repository, and only where other runs of the same store do name commits of it: a store that many repositories share
says nothing about this one. In a shallow clone nobody can tell.

Why it is debt
--------------
When a served model misbehaves, the first question is which code made it. Without the commit the answer is a guess, a rollback
or a retrain of the same model is impossible, and an audit ends there. MLflow records no mark for a modified tree, so even a
commit proves the base only.

How to pay it down
------------------
Train from committed code, in CI or a job that has git and the repository; refuse to register a model from a run without a
commit or from a modified tree.

Example
-------
A run whose tags are runName, user, source.name and source.type only.

References
----------
ML Test Score, M1 (dependency and code changes are traceable). MLflow documentation, system tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import ModelInventory
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowRun, MlflowStore

LIMIT = 0.20
FEWEST = 3
"""Runs below which a share says nothing."""
SHOWN = 5


@frozen
class _Served:
    """A served version whose run cannot be tied to a commit of this repository."""

    model: str
    version: str
    run: MlflowRun
    is_foreign: bool


@rule(
    id="CFG-003",
    category=Category.CONFIG,
    debt_type="reproducibility debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("git", "mlflow"),
    credits=("CR-09",),
)
def check(facts: Facts) -> Iterator[Finding]:
    for store in facts.all(MlflowStore):
        served = _served(facts, store)
        for experiment in store.experiments:
            mine = [one for one in served if one.run.experiment == experiment.name]
            share = experiment.without_commit / experiment.finished if experiment.finished else 0.0
            if mine or (share > LIMIT and experiment.finished >= FEWEST):
                yield _finding(store, experiment, mine, is_many=share > LIMIT)


def _served(facts: Facts, store: MlflowStore) -> list[_Served]:
    inventory = facts.one(ModelInventory)
    found: list[_Served] = []
    for model in inventory.models if inventory else ():
        run = store.runs.get(model.served.run_id or "") if model.served else None
        if run is None or model.served is None or model.retired or run.project_run:
            continue
        is_foreign = run.commit is not None and _is_foreign(facts.one(GitHistory), store, run.commit)
        if run.commit is None or is_foreign:
            found.append(_Served(model=model.name, version=model.served.version, run=run, is_foreign=is_foreign))
    return found


def _is_foreign(history: GitHistory | None, store: MlflowStore, commit: str) -> bool:
    """Whether a commit is of no ref here, in a store that does speak of this repository."""
    if history is None or history.is_shallow or history.is_partial or not history.objects:
        return False
    return not _holds(history, commit) and any(_holds(history, other) for other in store.commits)


def _holds(history: GitHistory, commit: str) -> bool:
    commit = commit.lower()
    return commit in history.objects or (
        len(commit) < 40 and any(known.startswith(commit) for known in history.objects)
    )


def _finding(store: MlflowStore, experiment: ExperimentStats, served: list[_Served], *, is_many: bool) -> Finding:
    parts: list[str] = []
    if is_many:
        parts.append(
            f"{experiment.without_commit} of {experiment.finished} FINISHED runs of the last 90 days have no commit"
        )
    for one in served:
        foreign = f"names commit {(one.run.commit or '')[:8]}, which is not in this repository"
        told = foreign if one.is_foreign else "has no commit"
        parts.append(f"the run behind {one.model} v{one.version}, which is served, {told}")
    runs = [run for run in store.runs.values() if run.experiment == experiment.name and run.commit is None]
    bare = [run for run in runs if is_many and all(run is not one.run for one in served)][:SHOWN]
    evidence = [
        *(_run_evidence(store, one.run, f"{one.model} v{one.version}") for one in served),
        *(_run_evidence(store, run, "") for run in bare),
        Evidence(
            kind="metric",
            path=store.path,
            ref=f"experiment {experiment.name}",
            value=experiment.without_commit,
            excerpt=f"{experiment.without_commit} of {experiment.finished} FINISHED runs in 90 days without a commit",
        ),
    ]
    return Finding(
        subject=Subject(kind="experiment", name=experiment.name),
        message=f"{experiment.name}: {'; '.join(parts)}.",
        evidence=tuple(evidence),
        drivers=(
            Driver(
                name="runs_per_month",
                value=experiment.per_month,
                unit="runs a month",
                ref=f"{store.path}: {experiment.finished} FINISHED runs in 90 days",
            ),
        ),
    )


def _run_evidence(store: MlflowStore, run: MlflowRun, model: str) -> Evidence:
    commit = f"commit {run.commit}" if run.commit else "no commit"
    origin = ", out of a notebook" if run.is_notebook else ""
    behind = f", behind {model}" if model else ""
    return Evidence(kind="run", path=store.path, ref=run.run_id, excerpt=f"run {run.run_id}: {commit}{origin}{behind}")

"""Runs do not record their input dataset

Detects
-------
An experiment in which more than half of the FINISHED runs of the last 90 days (three or more) name no dataset, or from
which a served version comes whose run names none. A tag or parameter that says which data it was (`data_version`,
`dataset_hash`, `dvc…`) counts like a dataset. Experiments that hold traces of language-model calls are left out.

Why it is debt
--------------
A model is its code and its data. Without the data's digest nobody can tell whether two runs differ by an idea or by a
reload of the table, and a served model cannot be made again when it misbehaves or when an auditor asks.

How to pay it down
------------------
`mlflow.log_input(mlflow.data.from_pandas(df, source=path), context="training")` in the training script, or log the md5 that
DVC keeps as a tag.

Example
-------
A run with parameters and metrics whose `inputs/` folder is missing.

References
----------
ML Test Score, I1 (training is reproducible). MLflow documentation, Dataset Tracking.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.registry import registered
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowRun, MlflowStore
from debtscope_collectors.sources.mlflow.raw import names_data

LIMIT = 0.5
FEWEST = 3
"""Runs below which a share says nothing."""
Served = list[tuple[str, MlflowRun]]
"""(model and version, its run)."""


@rule(
    id="DAT-021",
    category=Category.DATA,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("mlflow",),
    credits=("CR-09",),
)
def check(facts: Facts) -> Iterator[Finding]:
    served = _served(facts)
    for store in facts.all(MlflowStore):
        for experiment in store.experiments:
            share = experiment.without_data / experiment.finished if experiment.finished else 0.0
            mine = [pair for pair in served.get(store.path, []) if pair[1].experiment == experiment.name]
            is_many = share > LIMIT and experiment.finished >= FEWEST
            if (mine or is_many) and not experiment.is_traced:
                yield _finding(store, experiment, mine, is_many=is_many)


def _served(facts: Facts) -> dict[str, Served]:
    """By store, the runs of served versions that name no data."""
    found: dict[str, Served] = {}
    for one in registered(facts):
        version = one.served
        run = one.store.runs.get(version.run_id or "") if version else None
        if version is None or run is None or run.datasets:
            continue
        if not any(names_data(key) for key in (*run.tags, *run.param_values)):
            found.setdefault(one.store.path, []).append((f"{one.model.name} v{version.version}", run))
    return found


def _finding(store: MlflowStore, experiment: ExperimentStats, served: Served, *, is_many: bool) -> Finding:
    counted = f"{experiment.without_data} of {experiment.finished} FINISHED runs of the last 90 days name no dataset"
    parts = [counted] if is_many else []
    parts += [f"the run behind {version}, which is served, names no dataset" for version, _ in served]
    return Finding(
        subject=Subject(kind="experiment", name=experiment.name),
        message=f"{experiment.name}: {'; '.join(parts)}.",
        evidence=(
            *(
                Evidence(kind="run", path=store.path, ref=run.run_id, excerpt=f"run {run.run_id}: no dataset, behind {version}")
                for version, run in served
            ),
            Evidence(
                kind="metric", path=store.path, ref=f"experiment {experiment.name}", value=experiment.without_data,
                excerpt=counted,
            ),
        ),
        cause=f"mlflow:{store.path}:no-dataset",
        drivers=(
            Driver(
                name="runs_per_month", value=experiment.per_month, unit="runs a month",
                ref=f"{store.path}: {experiment.finished} FINISHED runs in 90 days",
            ),
        ),
    )  # fmt: skip

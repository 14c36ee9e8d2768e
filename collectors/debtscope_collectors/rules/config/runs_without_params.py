"""Runs log metrics but no parameters

Detects
-------
An experiment in which more than a fifth of the FINISHED runs that logged a metric or a model logged no parameter: among the
runs of the last 90 days or the last 50 runs, whichever is more, and three runs or more. Runs that only hold others (parents)
and experiments with traces of language-model calls are left out, and so is an experiment that nobody has used for a year.

Why it is debt
--------------
A metric without the settings that led to it cannot be compared, repeated or improved: the team tries the same thing twice, and
the best run of last spring stays a number.

How to pay it down
------------------
`mlflow.log_params(config)` at the top of the training script, or autologging.

Example
-------
Runs called `asdf` and `test` with a `val_auc` and an empty `params/`.

References
----------
ML Test Score, I1. MLflow documentation, Tracking; SE-ML practices, "Log hyperparameters".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowStore

LIMIT = 0.2
FEWEST = 3
"""Runs below which a share says nothing."""
DORMANT_DAYS = 365


@rule(
    id="CFG-018",
    category=Category.CONFIG,
    debt_type="experiment tracking debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("mlflow",),
    credits=("CR-09",),
)
def check(facts: Facts) -> Iterator[Finding]:
    oldest = facts.as_of - timedelta(days=DORMANT_DAYS)
    for store in facts.all(MlflowStore):
        for experiment in store.experiments:
            is_used = experiment.last_start is not None and experiment.last_start.date() >= oldest
            is_many = experiment.recent >= FEWEST and experiment.recent_bare > LIMIT * experiment.recent
            if is_used and is_many and not experiment.is_traced:
                yield _finding(store, experiment)


def _finding(store: MlflowStore, experiment: ExperimentStats) -> Finding:
    counted = f"{experiment.recent_bare} of its last {experiment.recent} FINISHED runs"
    return Finding(
        subject=Subject(kind="experiment", name=experiment.name),
        message=f"{experiment.name}: {counted} have metrics or a model but not one parameter.",
        evidence=(
            Evidence(
                kind="metric", path=store.path, ref=f"experiment {experiment.name}", value=experiment.recent_bare,
                excerpt=f"{counted} without parameters",
            ),
        ),
        drivers=(
            Driver(
                name="runs_per_month", value=experiment.per_month, unit="runs a month",
                ref=f"{store.path}: {experiment.finished} FINISHED runs in 90 days",
            ),
        ),
    )  # fmt: skip

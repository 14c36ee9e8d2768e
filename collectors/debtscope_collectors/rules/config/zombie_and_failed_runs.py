"""Failed or forever-running runs pile up

Detects
-------
Two and more runs that say RUNNING, began more than 48 hours before and logged no metric in the last 24 hours; and experiments in which more
than 30 % of the runs of the last 30 days FAILED (ten runs or more). Deleted runs are no debt, they are only told: with ten or
more that have been deleted for over 30 days the message names them, since `mlflow gc` frees their artefacts.

Why it is debt
--------------
A run that never ended is a crash that nobody looked at: its machine may still be paid for, dashboards count it as work in
progress, and the failure behind it comes back. A third of runs failing means that most learning goes into the plumbing.

How to pay it down
------------------
Use `with mlflow.start_run():`, so that a crash closes the run; end the old ones (`MlflowClient().set_terminated(id, "KILLED")`);
mend the most frequent cause of failure first.

Example
-------
A run RUNNING since 20 days without a new metric.

References
----------
ML Test Score, M5-M7 (computing performance). MLflow documentation, Tracking.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowStore

SHARE = 0.3
FEWEST = 10
SHOWN = 8
MANY_DELETED = 10


@rule(
    id="CFG-019",
    category=Category.CONFIG,
    debt_type="process debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("mlflow",),
)
def check(facts: Facts) -> Iterator[Finding]:
    now = datetime.combine(facts.as_of, time(), UTC) + timedelta(days=1)
    for store in facts.all(MlflowStore):
        for experiment in store.experiments:
            is_failing = experiment.ended >= FEWEST and experiment.failed > SHARE * experiment.ended
            if experiment.open > 1 or is_failing:  # one stuck run alone is closed in a minute
                yield _finding(store, experiment, now, is_failing=is_failing)


def _finding(store: MlflowStore, experiment: ExperimentStats, now: datetime, *, is_failing: bool) -> Finding:
    parts: list[str] = []
    evidence: list[Evidence] = []
    if experiment.open:
        ages = [(now - run.start).days for run in experiment.open_runs if run.start]
        since = f" (for {', '.join(str(age) for age in ages[:3])} days{' …' if len(ages) > 3 else ''})" if ages else ""
        plural = "runs still say" if experiment.open > 1 else "run still says"
        parts.append(f"{experiment.open} {plural} RUNNING{since}")
        for run in experiment.open_runs[:SHOWN]:
            at = f" since {run.start:%Y-%m-%d}" if run.start else ""
            told = (
                f"run {run.run_id}{f' ({run.name})' if run.name else ''}: RUNNING{at}, no metric in the last 24 hours"
            )
            evidence.append(Evidence(kind="run", path=store.path, ref=run.run_id, excerpt=told))
    if is_failing:
        told = f"{experiment.failed} of {experiment.ended} runs of the last 30 days FAILED after {experiment.failed_hours:.1f} h"
        parts.append(told)
        evidence.append(
            Evidence(
                kind="metric",
                path=store.path,
                ref=f"experiment {experiment.name}",
                value=experiment.failed,
                excerpt=told,
            )
        )
    if experiment.deleted >= MANY_DELETED:
        parts.append(f"{experiment.deleted} deleted runs still lie in the store (`mlflow gc` frees them)")
    return Finding(
        subject=Subject(kind="experiment", name=experiment.name),
        message=f"{experiment.name}: {'; '.join(parts)}.",
        evidence=tuple(evidence),
        occurrences=2.0 if experiment.open and is_failing else 1.0,
        drivers=(
            Driver(
                name="runs_per_month", value=experiment.per_month, unit="runs a month",
                ref=f"{store.path}: {experiment.finished} FINISHED runs in 90 days",
            ),
        ),
    )  # fmt: skip

"""Same commit, parameters and data give different metrics

Detects
-------
FINISHED runs of one experiment with the same commit, program, parameters (one or more) and dataset digests whose main metric
differs by more than 1 % of its mean. The main metric is the one whose name says most: of held-out data rather than training,
a score rather than a loss; durations and counts are none. A seed among the parameters is part of what has to be the same.
Runs without a commit form no group. Runs that name no dataset are compared too, at low confidence and with another sentence:
then it is either chance or data that nobody recorded, and the team cannot tell which. Folds of one cross-validation are no
repetition, and repetitions that nobody has added to for a year and registered nothing from are history. More than two groups of
one experiment are one item.

Why it is debt
--------------
If the same inputs give another model each time, an improvement of one point may be luck, a bad release cannot be rebuilt, and
every comparison has to be repeated by hand.

How to pay it down
------------------
Seed every library and log the seed; switch on the deterministic modes; log the dataset; pin the environment.

Example
-------
Three runs of commit fc3fd8f with C=0.5 and no seed: val_auc 0.811, 0.844 and 0.854.

References
----------
ML Test Score, I1 (training is reproducible). Pham et al. 2020, "Problems and opportunities in training deep learning software
systems: an analysis of variance".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.cadence import trainings
from debtscope_collectors.joins.main_metric import main_metric
from debtscope_collectors.sources.mlflow.facts import GroupedRun, MlflowStore, RunGroup

LIMIT = 0.01
SHOWN = 6
MOST = 2
"""Groups of one experiment that are items of their own."""
DORMANT_DAYS = 365
_FOLD = regex(r"fold|split|\bcv\b|rep(?:lica)?_?\d|shard|rank", re.IGNORECASE)
_SEED = regex(r"seed|random_state", re.IGNORECASE)


@rule(
    id="CFG-017",
    category=Category.CONFIG,
    debt_type="reproducibility debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("mlflow",),
)
def check(facts: Facts) -> Iterator[Finding]:
    oldest = facts.as_of - timedelta(days=DORMANT_DAYS)
    for store in facts.all(MlflowStore):
        behind = {version.run_id for model in store.models for version in model.versions}
        found: dict[str, list[Finding]] = defaultdict(list)
        for group in store.groups:
            last = group.runs[-1].start
            is_registered = any(run.run_id in behind for run in group.runs)
            is_used = is_registered or (last is not None and last.date() >= oldest)
            if is_used and group.params and not any(_FOLD.search(run.name or "") for run in group.runs):
                finding = _finding(store, group, is_registered=is_registered)
                found[group.experiment] += [finding] if finding else []
        for experiment, findings in found.items():
            yield from findings if len(findings) <= MOST else [_folded(experiment, findings)]


def _folded(experiment: str, findings: list[Finding]) -> Finding:
    """Many repetitions of one experiment have one cause and are one item."""
    first = findings[0]
    return replace(
        first,
        subject=Subject(kind="experiment", name=experiment),
        message=f"{len(findings)} groups of runs of {experiment} differ although they are the same: {first.message}",
        evidence=tuple(evidence for finding in findings[:SHOWN] for evidence in finding.evidence[:2]),
    )


def _finding(store: MlflowStore, group: RunGroup, *, is_registered: bool) -> Finding | None:
    shared = [name for name in group.runs[0].metrics if all(name in run.metrics for run in group.runs)]
    metric = main_metric(shared)
    if metric is None:
        return None
    values = [run.metrics[metric.name] for run in group.runs]
    mean = sum(values) / len(values)
    spread = (max(values) - min(values)) / abs(mean) if abs(mean) > 1e-9 else 0.0
    if spread <= LIMIT:
        return None
    seeded = any(_SEED.search(key) for key in group.params)
    told = ", ".join(f"{value:.4g}" for value in sorted(values)[:SHOWN])
    same = "commit, parameters and data" if group.datasets else "commit and parameters"
    because = "a seed is logged, so something else is left to chance" if seeded else "no seed is logged"
    if not group.datasets:
        because += ", and none of them names its data"
    return Finding(
        subject=Subject(
            kind="run-group", name=f"{group.experiment} {group.commit[:7]} {group.runs[0].run_id[:8]}", path=None
        ),
        message=(
            f"{len(group.runs)} runs of {group.experiment} with the same {same} differ by {spread:.1%} in {metric.name}"
            f" ({told}); {because}."
        ),
        evidence=tuple(_evidence(store, group, run, metric.name) for run in group.runs[:SHOWN]),
        confidence=None if group.datasets else Confidence.LOW,
        drivers=(
            Driver(
                name="served", value=1.0 if is_registered else 0.0, unit="1 = a version was registered from one of them",
                ref=store.path,
            ),
            *trainings([store], group.experiment),
        ),
        cause=f"repetitions of {group.experiment}",
    )  # fmt: skip


def _evidence(store: MlflowStore, group: RunGroup, run: GroupedRun, metric: str) -> Evidence:
    name = f" ({run.name})" if run.name else ""
    told = f"run {run.run_id}{name}: {metric} {run.metrics[metric]:.6g} at commit {group.commit[:8]}"
    return Evidence(kind="run", path=store.path, ref=run.run_id, excerpt=told, value=run.metrics[metric])

"""Experiments are unnamed, copies, or all in Default

Detects
-------
In a tracking store of twenty runs and more: more than half of the runs in the experiment Default, more than 70 % of the runs with a
generated name and neither a tag nor a note, or two and more experiments whose names are equal once version marks (`v2`, `final`,
`copy`, `new`, dates) are taken away. Children of other runs, deleted runs and experiments of traces do not count. One item a store.

Why it is debt
--------------
Nobody finds the run again that gave the good model, so it is trained again; comparing two variants means reading their parameters one
by one.

How to pay it down
------------------
Name experiments by task and data set, put the variant into a tag, give each run a name or a note from the training script, and archive
the rest.

Example
-------
Debt: `churn`, `churn_v2`, `churn_final`. Clean: `churn` with the tag `variant`.

References
----------
se-ml practice 23; Pimentel et al. 2019; asked for by teams.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.sources.copies.names import split_stem
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowStore

_ENOUGH = 20
_IN_DEFAULT = 0.5
_UNNAMED = 0.7
_SHOWN = 6


@rule(
    id="CFG-020",
    category=Category.CONFIG,
    debt_type="experiment tracking debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("mlflow",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a store."""
    for store in facts.all(MlflowStore):
        used = [one for one in store.experiments if one.runs and not one.is_traced]
        total = sum(one.runs for one in used)
        if total < _ENOUGH:
            continue
        told: list[str] = []
        evidence: list[Evidence] = []
        for words, found in (_copies(store, used), _default(store, used, total), _unnamed(store, used, total)):
            if words:
                told.append(words)
                evidence += found
        if told:
            yield Finding(
                subject=Subject(kind="repo", name=store.path, path=store.path, symbol="experiments"),
                message=f"{store.path}: {'; '.join(told)}.",
                evidence=tuple(evidence),
                drivers=(_driver(used),),
            )


def _driver(used: list[ExperimentStats]) -> Driver:
    monthly = sum(one.per_month for one in used)
    return Driver(name="runs_per_month", value=monthly, unit="runs a month", ref="runs of the last 90 days")


Told = tuple[str, list[Evidence]]


def _copies(store: MlflowStore, used: list[ExperimentStats]) -> Told:
    groups: dict[str, list[ExperimentStats]] = {}
    for one in used:
        groups.setdefault(split_stem(one.name)[0], []).append(one)
    copies = {stem: ones for stem, ones in groups.items() if len(ones) > 1 and any(split_stem(o.name)[1] for o in ones)}
    if not copies:
        return "", []
    words = "; ".join(
        f"{len(ones)} experiments look like copies of {stem}" for stem, ones in sorted(copies.items())[:3]
    )
    names = [one for ones in copies.values() for one in ones][:_SHOWN]
    return words, [Evidence(kind="experiment", path=store.path, ref=one.name, value=one.runs) for one in names]


def _default(store: MlflowStore, used: list[ExperimentStats], total: int) -> Told:
    default = next((one for one in used if one.experiment_id == "0" or one.name == "Default"), None)
    if default is None or default.runs <= total * _IN_DEFAULT:
        return "", []
    return (
        f"{default.runs} of {total} runs are in the experiment Default",
        [Evidence(kind="experiment", path=store.path, ref=default.name, value=default.runs)],
    )


def _unnamed(store: MlflowStore, used: list[ExperimentStats], total: int) -> Told:
    unnamed = sum(one.unnamed for one in used)
    if unnamed <= total * _UNNAMED:
        return "", []
    return (
        f"{unnamed} of {total} runs have no name of their own, no tag and no note",
        [Evidence(kind="count", path=store.path, ref="runs without a name, a tag and a note", value=unnamed)],
    )

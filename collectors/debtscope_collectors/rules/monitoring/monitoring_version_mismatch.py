"""Monitoring looks at an old version or old reference

Detects
-------
A served model whose latest reports name another version than the one that is served; reports whose reference data is older
than the training of the served version by more than 180 days while a newer version exists, or was taken before a version that
has been served for more than 30 days; and reports that compare with fewer than 500 rows of reference (low: tests on so few
rows see neither small drift nor the lack of it). References are dated by what the export says (whylogs), else by the last
commit that touched the file.

Why it is debt
--------------
Drift is measured against a world that the model was not trained on: alarms fire for changes that it knows, and are silent for
those that it does not.

How to pay it down
------------------
Make the reference from the training data of each version in the job that promotes it, and write the version into the report's
tags.

Example
-------
Version 7 has been served since May; the reports still say `model_version: 5`.

References
----------
ML Test Score, Monitor 2; Evidently documentation, "Tags and metadata"; whylogs documentation, "Reference profiles".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, GitHistory, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import BoundReport, InventoryModel, ModelInventory, ModelWatch
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.monitoring.facts import MonitorReport

OLD = timedelta(days=180)
SETTLED = timedelta(days=30)
FEW_ROWS = 500
_REFERENCE = regex(
    r"(?:^|/)[\w-]*(?:reference|baseline)[\w-]*\.(?:csv|parquet|feather|bin|dvc|arrow|pkl)(?:\.dvc)?$", re.IGNORECASE
)


@frozen
class _Fault:
    said: str
    evidence: tuple[Evidence, ...]
    severity: Severity | None = None
    confidence: Confidence | None = None


@rule(
    id="MON-009",
    category=Category.MONITORING,
    debt_type="stale reference",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow", "git", "containers"),
    credits=("CR-13",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per served model, with every fault of its reports."""
    inventory = facts.one(ModelInventory)
    watches = {watch.model: watch for watch in facts.all(ModelWatch)}
    for model in inventory.models if inventory else ():
        watch = watches.get(model.name)
        if watch is None or not watch.reports or model.retired or not model.is_deployed:
            continue
        faults = [
            f for f in (_version(model, watch.reports), _age(facts, model, watch.reports), _size(watch.reports)) if f
        ]
        if faults:
            first = faults[0]
            yield Finding(
                subject=Subject(kind="model", name=model.name),
                message=f"{model.shown}: {'; '.join(fault.said for fault in faults)}.",
                evidence=tuple(evidence for fault in faults for evidence in fault.evidence),
                severity=first.severity,
                confidence=first.confidence,
            )


def _version(model: InventoryModel, bounds: Sequence[BoundReport]) -> _Fault | None:
    """The newest report that names a version names another one than the one served."""
    named = [bound.report for bound in bounds if bound.report.model_version]
    if model.served is None or not named:
        return None
    newest = max(named, key=lambda report: (report.at is not None, report.at.timestamp() if report.at else 0.0))
    told, served = (newest.model_version or "").lstrip("vV"), model.served.version
    known = {version.version for version in model.versions}
    if told == served or told not in known:
        return None
    evidence = (
        Evidence(
            kind="report", path=newest.path, ref=_day(newest), value=f"v{told}", excerpt="the version in its metadata"
        ),
        Evidence(
            kind="version", ref=f"{model.shown} v{served}", excerpt=f"served ({', '.join(model.deployed_by[:1])})"
        ),
    )
    return _Fault(said=f"v{served} is served, and the reports speak of v{told}", evidence=evidence)


def _age(facts: Facts, model: InventoryModel, bounds: Sequence[BoundReport]) -> _Fault | None:
    """The reference was taken long before the served version was trained."""
    trained = model.training.at if model.training else None
    trained = trained or (model.served.created if model.served else None)
    if trained is None or len(model.versions) < 2:
        return None
    for at, path, how in _references(facts, bounds):
        if trained - at > OLD:
            evidence = (
                Evidence(
                    kind="config", path=path, ref=at.date().isoformat(), excerpt=f"reference data, dated by its {how}"
                ),
                Evidence(
                    kind="version",
                    ref=model.served.version if model.served else None,
                    excerpt=f"trained {trained.date()}",
                ),
            )
            said = f"the reference is of {at.date()}, the served version was trained on {trained.date()}"
            return _Fault(said=said, evidence=evidence, severity=Severity.MEDIUM, confidence=Confidence.LOW)
    return None


def _references(facts: Facts, bounds: Sequence[BoundReport]) -> Iterator[tuple[datetime, str, str]]:
    """What the exports tell, else the newest commit that touched a file named for a reference."""
    told = [(b.report.reference_at, b.report.path) for b in bounds if b.report.reference_at is not None]
    if told:
        at, path = max(told)
        yield at, path, "content"
        return
    history = facts.one(GitHistory)
    if history is None or history.is_shallow:
        return
    touched = [
        (commit.at, path)
        for path in history.tracked
        if _REFERENCE.search(path) and not is_aside(path) and (commit := history.last_touch(path))
    ]
    if touched:
        at, path = max(touched)
        yield at, path, "last commit"


def _size(bounds: Sequence[BoundReport]) -> _Fault | None:
    sized = [bound.report for bound in bounds if bound.report.reference_rows]
    if not sized:
        return None
    newest = sized[-1]
    rows = newest.reference_rows or 0
    if rows >= FEW_ROWS:
        return None
    evidence = (Evidence(kind="report", path=newest.path, ref=_day(newest), value=rows, excerpt="rows of reference"),)
    return _Fault(said=f"the reports compare with {rows} rows of reference", evidence=evidence, severity=Severity.LOW)


def _day(report: MonitorReport) -> str:
    return report.at.date().isoformat() if report.at else "undated"

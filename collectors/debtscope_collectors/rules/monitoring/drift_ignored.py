"""Repeated drift was never acted on

Detects
-------
Three or more reports in a row, on different days, or two weeks of reports that end in drift: the report's own verdict on
the dataset (Evidently, Deepchecks), the same feature alerting all along (NannyML), a distribution test failing (Great
Expectations), or a measured quality that falls or alerts. Silent as soon as what is served, the reference data or the
alert thresholds changed since the drift began; a retrain or a version that nobody promoted is evidence, not an action.

Why it is debt
--------------
The model answers for a world that is gone, and the team has decided nothing. Every week that passes makes the alarm more
normal: people learn to look away, so that the next and worse one is missed as well.

How to pay it down
------------------
Decide, and leave a trace of it: promote a retrained version, mend the upstream source, or accept the new world by a new
reference and thresholds. Accepting in the triage, with a reason, is a decision too.

Example
-------
`dataset_drift: true` on 2, 9 and 16 November; version 1 of 2025 still holds the alias champion, version 4 was trained on
7 November and never promoted.

References
----------
ML Test Score, Monitor 7; Sculley et al. 2015, section 7; Evidently documentation, "Data drift".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope_collectors.joins.answers import answers, touched_since, unpromoted
from debtscope_collectors.joins.drift import headline, judged
from debtscope_collectors.joins.facts import (
    BoundReport,
    DriftSpell,
    InventoryModel,
    ModelDrift,
    ModelInventory,
    ModelWatch,
)
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.monitoring.facts import ColumnDrift, FiringAlert, MonitorReport

TIMELINE = 8
TOP_COLUMNS = 5
FEW_COLUMNS = 0.2
TOOLS = {
    "evidently": "Evidently", "great_expectations": "Great Expectations", "nannyml": "NannyML", "deepchecks": "Deepchecks",
}  # fmt: skip


@rule(
    id="MON-002",
    category=Category.MONITORING,
    debt_type="unacted drift",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow", "git", "containers"),
    credits=("CR-15",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per drifting model that nobody answered; one for all reports that name no model."""
    inventory = facts.one(ModelInventory)
    for drift in facts.all(ModelDrift):
        model = inventory.named(drift.model) if inventory and drift.model else None
        if model is not None and model.retired:
            continue
        if drift.model is not None and model is None and drift.model not in facts.settings.models:
            continue
        if not any(answers(facts, drift)):
            yield _finding(facts, drift, model)


def _finding(facts: Facts, drift: ModelDrift, model: InventoryModel | None) -> Finding:
    spell = drift.spells[0]
    weights = _importance(facts, model)
    evidence = [*_timeline(spell), *_columns(spell, weights), *_quality(drift.spells), *_other_tools(drift.spells[1:])]
    evidence += _undated(facts, drift.model)
    evidence += _firing(facts, drift.model)
    if model is not None:
        evidence += _registry(model)
    drivers = ()
    if spell.windows_per_month:
        per_month = round(spell.windows_per_month, 2)
        drivers = (Driver(name="windows_per_month", value=per_month, unit="windows/month", ref=spell.series),)
    return Finding(
        subject=Subject(kind="model", name=drift.model)
        if drift.model
        else Subject(kind="stream", name="reports that name no model"),
        message=_message(drift, spell, model),
        evidence=tuple(evidence),
        severity=_severity(spell, weights),
        confidence=_confidence(drift, spell, model),
        drivers=drivers,
        remediation=None if drift.model else "Say in debtscope.toml which model these reports are about, then decide.",
    )


def _message(drift: ModelDrift, spell: DriftSpell, model: InventoryModel | None) -> str:
    who = drift.model or f"reports in {spell.series}"
    what = "falling quality" if spell.verdict == "quality" else "drift"
    share = _share(spell.reports[-1])
    of = f" ({share:.0%} of the columns)" if share is not None else ""
    told = f"{who}: {what} in {len(spell.reports)} {TOOLS.get(spell.tool, spell.tool)} reports since {spell.began.date()}{of}"
    last = "nothing that is served, no reference data and no threshold changed since"
    if model is not None and model.served is not None and model.served.created is not None:
        last += f"; v{model.served.version} of {model.served.created.date()} is served"
        newer = unpromoted(model)
        if newer:
            names = ", ".join("v" + version.version for version in newer)
            last += f", {names} {'was' if len(newer) == 1 else 'were'} never promoted"
    return f"{told}; {last}."


def _share(report: MonitorReport) -> float | None:
    if report.drift_share is not None:
        return report.drift_share
    if report.columns:
        return sum(column.drifted for column in report.columns) / len(report.columns)
    return None


def _importance(facts: Facts, model: InventoryModel | None) -> Mapping[str, float]:
    """Importance of the served version's features, as its run recorded it; empty where it did not."""
    run = model.served.run_id if model is not None and model.served is not None else None
    for store in facts.all(MlflowStore):
        if run is not None and run in store.feature_importance:
            return store.feature_importance[run]
    return {}


def _severity(spell: DriftSpell, weights: Mapping[str, float]) -> Severity | None:
    """A dataset's verdict is critical; a few features alone, features without weight, a test or a figure are less."""
    drifting = {column.column for report in spell.reports for column in report.columns if column.drifted}
    if drifting and weights and not any(weights.get(name, 1.0) > 0.01 * max(weights.values()) for name in drifting):
        return Severity.MEDIUM
    if spell.verdict in ("checks", "quality"):
        return Severity.HIGH
    share = _share(spell.reports[-1])
    if spell.verdict == "columns" and share is not None and share < FEW_COLUMNS:
        return Severity.MEDIUM
    return None


def _confidence(drift: ModelDrift, spell: DriftSpell, model: InventoryModel | None) -> Confidence | None:
    if drift.model is None:
        return Confidence.LOW
    if model is None or spell.bound_by == "only-model" or touched_since(model, drift.since):
        return Confidence.MEDIUM
    return None


def _timeline(spell: DriftSpell) -> Iterator[Evidence]:
    """The last report without drift, the first with it, and the latest."""
    reports = spell.reports
    if len(reports) > TIMELINE:
        reports = (*reports[:2], *reports[2 - TIMELINE :])
    for report in (*spell.before[-1:], *reports):
        day = (report.begins or report.at or spell.began).date().isoformat()
        drifts = report in spell.reports
        share = _share(report)
        limit = f", limit {report.drift_limit:.0%}" if report.drift_limit is not None else ""
        shown = f"{share:.0%} of the columns drift{limit}" if share is not None else ("drift" if drifts else "no drift")
        yield Evidence(
            kind="report", path=report.path, ref=day if drifts else f"{day}, before", excerpt=shown,
            value=round(share, 4) if share is not None else None,
        )  # fmt: skip


def _columns(spell: DriftSpell, weights: Mapping[str, float]) -> Iterator[Evidence]:
    """The columns that drift in most reports of the spell, with the latest test."""
    counts: dict[str, int] = {}
    latest: dict[str, ColumnDrift] = {}
    for report in spell.reports:
        for column in report.columns:
            if column.drifted:
                counts[column.column] = counts.get(column.column, 0) + 1
                latest[column.column] = column
    for name in sorted(counts, key=lambda column: (-counts[column], column))[:TOP_COLUMNS]:
        column = latest[name]
        score = f" {column.score:.3g}" if column.score is not None else ""
        limit = f", threshold {column.threshold:.3g}" if column.threshold is not None else ""
        weight = f"; importance {weights[name]:.2g}" if name in weights else ""
        shown = f"{column.method or 'drift'}{score}{limit}; {counts[name]} of {len(spell.reports)} reports{weight}"
        yield Evidence(kind="metric", ref=name, excerpt=shown)


def _quality(spells: Sequence[DriftSpell]) -> Iterator[Evidence]:
    """Measured quality that went down meanwhile: one line per tool."""
    seen: set[str] = set()
    for spell in spells:
        if spell.verdict != "quality" or spell.tool in seen:
            continue
        first, last = headline(spell.reports[0]), headline(spell.reports[-1])
        if first is None or last is None:
            continue
        seen.add(spell.tool)
        reference = f" (reference {last[2]:.3g})" if last[2] is not None else ""
        yield Evidence(
            kind="metric", path=spell.reports[-1].path, ref=last[0], value=round(last[1], 4),
            excerpt=f"{last[0]} {first[1]:.3g} on {spell.began.date()}, {last[1]:.3g} at last{reference}",
        )  # fmt: skip


def _other_tools(spells: Sequence[DriftSpell]) -> Iterator[Evidence]:
    """The same truth in other series."""
    for spell in spells[:6]:
        if spell.verdict == "quality":
            continue
        yield Evidence(
            kind="report", path=spell.reports[0].path, ref=spell.began.date().isoformat(), value=len(spell.reports),
            excerpt=f"{TOOLS.get(spell.tool, spell.tool)} ({spell.verdict}): {len(spell.reports)} in a row",
        )  # fmt: skip


def _undated(facts: Facts, model: str | None) -> Iterator[Evidence]:
    """Reports that say drift and not when: no part of the timeline, but the same truth."""
    for bound in facts.all(BoundReport):
        report = bound.report
        if bound.model != model or report.at is not None:
            continue
        opinion = judged(report)
        failing = [check.name for check in report.checks if "drift" in check.name.lower() and check.status == "fail"]
        if failing or (opinion is not None and opinion[1]):
            yield Evidence(
                kind="report", path=report.path, ref="undated", excerpt=", ".join(failing[:2]) or "drift",
                value=report.drift_share,
            )  # fmt: skip


def _firing(facts: Facts, model: str | None) -> Iterator[Evidence]:
    watched = {alert for watch in facts.all(ModelWatch) if watch.model == model for alert in watch.alerts}
    for alert in facts.all(FiringAlert):
        if alert.name in watched and alert.state == "firing":
            since = f" since {alert.since.date()}" if alert.since else ""
            yield Evidence(kind="alert", path=alert.path, ref=alert.name, excerpt=f"firing{since}")


def _registry(model: InventoryModel) -> Iterator[Evidence]:
    if model.served is not None:
        made = f", made {model.served.created.date()}" if model.served.created else ""
        by = f" ({model.deployed_by[0]})" if model.deployed_by else ""
        yield Evidence(kind="version", ref=f"{model.shown} v{model.served.version}", excerpt=f"served{by}{made}")
    for version in unpromoted(model)[-3:]:
        made = f"made {version.created.date()}, " if version.created else ""
        yield Evidence(kind="version", ref=f"{model.shown} v{version.version}", excerpt=f"{made}never promoted")

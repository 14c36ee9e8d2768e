"""What a team did since a drift began: changes of what is served, of the reference data, of the alert thresholds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from debtscope.api import Commit, Facts, GitHistory
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import InventoryModel, ModelDrift, ModelInventory, ModelWatch
from debtscope_collectors.sources.mlflow.facts import ModelVersion
from debtscope_collectors.sources.monitoring.facts import AlertRule, MonitorReport

_REFERENCE = regex(
    r"(?:^|[-_./])(?:reference|baseline|ref)(?:[-_./])(?:[^/]*[-_./])?(?:csv|tsv|parquet|feather|json|jsonl|bin|dvc|pkl|arrow|npz|gz)$"
    r"|(?:^|/)[\w-]*(?:reference|baseline)[\w-]*(?:\.\w+)*\.(?:csv|tsv|parquet|feather|json|jsonl|bin|dvc|pkl|arrow|npz|gz)$",
    re.IGNORECASE,
)
_ARTEFACT = regex(r"\.(?:pkl|joblib|onnx|pt|pth|h5|keras|safetensors|bst|cbm|ubj)(?:\.dvc)?$", re.IGNORECASE)
_SUITE = regex(r"(?:^|/)expectations/[^/]+\.json$")
_WATCHFUL = regex(r"drift|auc|accuracy|quality|psi|skew|prediction", re.IGNORECASE)
_GRACE = timedelta(hours=1)
"""A version made within the hour of the first report is what the report was made about."""


@frozen
class Answer:
    """One action after the drift began."""

    what: str
    at: datetime | None
    path: str | None = None


def answers(facts: Facts, drift: ModelDrift) -> Iterator[Answer]:
    """Everything that counts as an action; a retrain or a version that nobody promoted does not."""
    models = _served(facts, drift.model)
    for model in models:
        yield from _served_anew(model, drift.since)
    history = facts.one(GitHistory)
    if history is not None:
        yield from _committed(facts, history, models, drift)
    for spell in drift.spells:
        yield from _told_by_reports(spell.reports)


def unpromoted(model: InventoryModel) -> tuple[ModelVersion, ...]:
    """Versions newer than the served one that nobody serves."""
    if model.served is None:
        return ()
    return tuple(
        version
        for version in model.versions
        if version.version != model.served.version and _later(version.created, model.served.created)
    )


def touched_since(model: InventoryModel, since: datetime) -> bool:
    """The served version's record was edited after the drift began: its stage may have been set then."""
    served = model.served
    return served is not None and _later(served.updated, since) and not _later(served.created, since)


def _later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one > other


def _served(facts: Facts, name: str | None) -> tuple[InventoryModel, ...]:
    """The model, or every served one when the reports name none."""
    inventory = facts.one(ModelInventory)
    if inventory is None:
        return ()
    if name is None:
        return tuple(model for model in inventory.models if model.is_deployed and not model.retired)
    model = inventory.named(name)
    return (model,) if model else ()


def _served_anew(model: InventoryModel, since: datetime) -> Iterator[Answer]:
    served = model.served
    if served is not None and _later(served.created, since + _GRACE):
        yield Answer(what=f"version {served.version} is served", at=served.created)


def _committed(
    facts: Facts, history: GitHistory, models: tuple[InventoryModel, ...], drift: ModelDrift
) -> Iterator[Answer]:
    manifests = {place for model in models for place in model.deployed_by if place.endswith((".yaml", ".yml", ".json"))}
    by_file = any(not model.versions for model in models) or not models
    rules = _rule_files(facts, drift.model)
    for commit in history.commits:
        if commit.at <= drift.since:
            continue
        for change in commit.changes:
            if change.path in manifests:
                yield _by(commit, "the serving manifest changed", change.path)
            elif _REFERENCE.search(change.path) and not change.path.startswith("tests/"):
                yield _by(commit, "the reference data changed", change.path)
            elif change.path in rules:
                yield _by(commit, "alert rules changed", change.path)
            elif _SUITE.search(change.path):
                yield _by(commit, "an expectation suite changed", change.path)
            elif by_file and _ARTEFACT.search(change.path):
                yield _by(commit, "the model's file changed", change.path)


def _rule_files(facts: Facts, name: str | None) -> frozenset[str]:
    """Files of rules that watch this model, or drift and quality in general."""
    watched = {alert for watch in facts.all(ModelWatch) if name in (None, watch.model) for alert in watch.alerts}
    return frozenset(
        rule.path
        for rule in facts.all(AlertRule)
        if rule.name in watched or _WATCHFUL.search(rule.name) or _WATCHFUL.search(rule.expr)
    )


def _by(commit: Commit, what: str, path: str) -> Answer:
    return Answer(what=f"{what} ({commit.sha[:10]})", at=commit.at, path=path)


def _told_by_reports(reports: tuple[MonitorReport, ...]) -> Iterator[Answer]:
    """Thresholds and reference figures that differ from report to report were changed between them."""
    for earlier, later in pairwise(reports):
        if earlier.stream != later.stream:
            continue
        if _moved(earlier.drift_limit, later.drift_limit):
            yield Answer(what="the limit on the share of drifted columns changed", at=later.at, path=later.path)
        before = {(c.column, c.method): c.threshold for c in earlier.columns}
        if any(_moved(before.get((c.column, c.method)), c.threshold) for c in later.columns):
            yield Answer(what="drift thresholds changed", at=later.at, path=later.path)
        figures = {name: reference for name, _, reference in earlier.quality}
        if any(_moved(figures.get(name), reference) for name, _, reference in later.quality):
            yield Answer(what="the reference data changed", at=later.at, path=later.path)


def _moved(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and abs(before - after) > 1e-6 * max(abs(before), abs(after), 1e-9)

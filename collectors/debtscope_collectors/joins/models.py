"""The ledger's list of models: what the registry, the manifests and the exports know of each."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Facts, ModelRecord, join
from debtscope_collectors.joins.facts import InventoryModel, ModelDrift, ModelInventory, ModelWatch


@join(ModelRecord)
def model_records(facts: Facts) -> Iterator[ModelRecord]:
    """One record per model of the inventory, by name."""
    inventory = facts.one(ModelInventory)
    if inventory is None:
        return
    watches = {watch.model: watch for watch in facts.all(ModelWatch)}
    drifts = {drift.model: drift for drift in facts.all(ModelDrift)}
    for model in inventory.models:
        drift = drifts.get(model.name)
        own = facts.settings.models.get(model.name)
        yield ModelRecord(
            name=model.name,
            versions=tuple(version.version for version in model.versions),
            served=_served(model),
            watched_by=_watchers(watches.get(model.name)),
            drifting_since=drift.since.date().isoformat() if drift else None,
            owner=own.owner if own else None,
        )


def _served(model: InventoryModel) -> str | None:
    if model.served is not None:
        return model.served.version
    return "manifest" if model.is_deployed else None


def _watchers(watch: ModelWatch | None) -> tuple[str, ...]:
    """Tools and means, not files: the detail is in the evidence of the items."""
    if watch is None:
        return ()
    told = sorted({bound.report.tool for bound in watch.reports})
    means = (
        ("alerts", watch.alerts),
        ("dashboard", watch.dashboards),
        ("code", watch.code),
        ("elsewhere", watch.elsewhere),
    )
    return (*told, *(name for name, found in means if found))

"""The ledger's list of models: what the registry, the manifests and the exports know of each."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Facts, ModelConsumer, ModelDataset, ModelOrigin, ModelRecord, ModelUse, join
from debtscope_collectors.joins.facts import InventoryModel, ModelDrift, ModelInventory, ModelWatch, TrainedFrom
from debtscope_collectors.joins.model_loads import REGISTRY_URI, ModelLoads


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
        yield ModelRecord(
            name=model.name,
            versions=tuple(version.version for version in model.versions),
            served=_served(model),
            consumers=tuple(dict.fromkeys(consumer.name for consumer in model.consumers)),
            watched_by=_watchers(watches.get(model.name)),
            drifting_since=drift.since.date().isoformat() if drift else None,
            owner=model.owner,
            owner_from=model.owner_from or None,
            retired=model.retired,
            served_since=model.served_since.date().isoformat() if model.served_since else None,
            since_note=model.since_note or None,
            deployed_by=model.deployed_by,
            estimator=model.estimator,
            inputs=model.inputs,
            inputs_from=model.inputs_from or None,
            serving_code=model.serving_code,
            schedule=model.schedule,
            origin=_origin(model.training),
            consumed_by=tuple(
                ModelConsumer(name=c.name, path=c.path, line=c.line, reads=c.reads, declared=c.is_declared)
                for c in model.consumers
            ),
        )


@join(ModelUse)
def model_uses(facts: Facts) -> Iterator[ModelUse]:
    """Every module with each registry name that it, or what it imports, loads."""
    loads = facts.one(ModelLoads)
    for path, targets in sorted(loads.targets.items()) if loads else ():
        for target in targets:
            if (found := REGISTRY_URI.match(target)) is not None:
                yield ModelUse(name=found[1], path=path, uri=target)


def _origin(training: TrainedFrom | None) -> ModelOrigin | None:
    if training is None:
        return None
    return ModelOrigin(
        run=training.run_id,
        commit=training.commit,
        commit_known=training.commit_known,
        date=training.at.date().isoformat() if training.at else None,
        datasets=tuple(ModelDataset(name=d.name, digest=d.digest, source=d.source) for d in training.datasets),
        stages=training.outputs,
        code=training.code,
        parameters=dict(sorted(training.parameters.items())),
        metrics=dict(sorted(training.metrics.items())),
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

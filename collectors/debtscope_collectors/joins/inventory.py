"""The model inventory in full: every model of `inventory_base` with the hops that other modules found.

Names and deployments (`inventory_base`), code (`inventory_code`), origin (`inventory_origin`), predictions and their readers
(`inventory_sinks`), owner (`ownership`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from debtscope.api import Facts, join
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory, PredictionSink
from debtscope_collectors.joins.inventory_base import BaseInventory
from debtscope_collectors.joins.inventory_code import ModelCode
from debtscope_collectors.joins.inventory_inputs import feature_lists, inputs_of
from debtscope_collectors.joins.inventory_origin import run_of, trained_from
from debtscope_collectors.joins.ownership import Ownership

_OWNER_TAGS = ("owner", "team", "owners", "maintainer", "contact", "responsible")


@join(ModelInventory, facets=(feature_lists,))
def inventory(facts: Facts) -> Iterator[ModelInventory]:
    """Exactly one inventory, empty where no model is known."""
    base = facts.one(BaseInventory)
    sinks = facts.all(PredictionSink)
    models = base.models if base else ()
    yield ModelInventory(models=tuple(_full(facts, model, base.code if base else {}, sinks) for model in models))


def _full(
    facts: Facts, model: InventoryModel, codes: Mapping[str, ModelCode], sinks: Iterable[PredictionSink]
) -> InventoryModel:
    own = codes.get(model.name, ModelCode())
    origin = trained_from(facts, model, own)
    inputs, inputs_from = inputs_of(facts, model, origin.code if origin else ())
    readers = {(c.name, c.path): c for sink in sinks if sink.model == model.name for c in sink.consumers}
    joined = replace(
        model,
        training=origin,
        inputs=inputs,
        inputs_from=inputs_from,
        consumers=tuple(sorted(readers.values(), key=lambda c: (c.name, c.path))),
        serving_code=own.serving,
        estimator=_estimator(facts, model, origin.code if origin else ()),
        artefacts=own.artefacts,
        schedule=own.schedule,
    )
    owner, by = _owner(facts, joined)
    return replace(joined, owner=owner, owner_from=by)


def _estimator(facts: Facts, model: InventoryModel, training: Iterable[str]) -> str | None:
    """The class that the MLmodel names, else the one estimator that its training code fits, else the flavour."""
    version = model.served or (model.versions[-1] if model.versions else None)
    file = version.file if version else None
    if file is not None and file.model_class:
        return file.model_class.rpartition(".")[2]
    code = facts.one(CodeBase)
    fitted = {
        site.name.rpartition(".")[0].rpartition(".")[2]
        for path in training
        if code and path in code.modules
        for site in code.modules[path].facts.training
        if site.detail in ("model", "pipeline") and "." in site.name.rpartition(".")[0]
    }
    if len(fitted) == 1:
        return next(iter(fitted))
    flavours = [name for name in (file.flavours if file else ()) if name != "python_function"]
    return flavours[0] if flavours else None


def _owner(facts: Facts, model: InventoryModel) -> tuple[str | None, str]:
    """Settings, a tag of the registry, CODEOWNERS, the last author who is still active."""
    for name in model.names:
        own = facts.settings.models.get(name)
        if own is not None and own.owner:
            return own.owner, "settings"
    version = model.served or (model.versions[-1] if model.versions else None)
    run = run_of(facts, version) if version else None
    tagged: list[tuple[str, Mapping[str, str]]] = []
    if version is not None:
        tagged.append(("registry tag", version.tags))
    if run is not None:
        tagged.append(("run tag", run.tags))
    for place, tags in tagged:
        told = next((tags[tag] for tag in _OWNER_TAGS if tags.get(tag)), None)
        if told:
            return told, place
    ownership = facts.one(Ownership)
    paths = (
        *(model.training.code if model.training else ()), *model.serving_code,
        *(place for place in model.deployed_by if "/" in place or place.endswith((".yaml", ".yml", ".py"))),
    )  # fmt: skip
    found = ownership.of(paths) if ownership and paths else None
    return (found.name, found.by) if found else (None, "")

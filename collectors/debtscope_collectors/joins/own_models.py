"""Which deployed models are the project's own: made or registered here, or at least told by more than the name of what serves them."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, InventoryModel
from debtscope_collectors.joins.model_loads import REGISTRY_URI, ModelLoads
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ServingManifest

ANY_MODEL: Final = frozenset(
    {
        "model",
        "models",
        "service",
        "svc",
        "server",
        "inference",
        "endpoint",
        "api",
        "predictor",
        "predict",
        "classifier",
        "serving",
        "prod",
        "production",
        "the",
        "of",
        *(f"v{n}" for n in range(100)),
    }
)
"""Words that say of no model which one it is: they name a folder, a chart or a role."""
_INDEX: Final = frozenset({"index", "bm25", "faiss", "chroma", "vectorstore"})
"""Words of what finds documents."""
_PLACE: Final = regex(r"^(?!.{0,300}[{}$<>])\w{1,20}:/.{1,300}/", re.IGNORECASE)
"""Where a model lies; not the import path of a program, and nothing that the installation fills in."""
_OF_OTHERS: Final = regex(r"^(?:hf|huggingface|ollama|hub)://|^https?://huggingface\.co/|^nvcr\.io/", re.IGNORECASE)


def is_told(facts: Facts, model: InventoryModel) -> bool:
    """Something says which model it is: the registry, the settings, the code that makes it, or the name of what is loaded. Not the program
    of a server that is given its model by whoever starts it, and nothing that others made and run."""
    if model.is_hosted or _is_recorded(facts, model):
        return not model.is_hosted
    if _INDEX.intersection(words(model.name)):
        return False
    if _is_made_here(facts, model):
        return True
    manifests = {manifest.path for manifest in facts.all(ServingManifest)}
    loads = facts.one(ModelLoads)
    is_named = bool(set(words(model.name)) - ANY_MODEL)
    return (is_named and any(by not in manifests for by in model.deployed_by)) or any(
        loads is not None and loads.of(path) for path in model.serving_code
    )


def is_own(facts: Facts, model: InventoryModel) -> bool:
    """A model that this repository trains and serves, or one with a name of its own that it registers or keeps in a store."""
    if model.is_hosted or _INDEX.intersection(words(model.name)):
        return False
    is_named = bool(set(words(model.name)) - ANY_MODEL)
    return (is_named and _is_recorded(facts, model)) or _is_made_here(facts, model)


def _is_made_here(facts: Facts, model: InventoryModel) -> bool:
    """An application that trains, and that answers with a model by its own code: whatever its files call it."""
    code = facts.one(CodeBase)
    if code is None or code.is_library or not any(path in code.modules for path in model.deployed_by):
        return False
    return any(module.is_own and module.facts.training and not is_aside(path) for path, module in code.modules.items())


def _is_recorded(facts: Facts, model: InventoryModel) -> bool:
    if model.versions or "debtscope.toml" in model.deployed_by or (model.training and model.training.code):
        return True
    loads = facts.one(ModelLoads)
    names = {words(name) for name in model.names}
    if loads and any(
        (uri := REGISTRY_URI.match(target)) and words(uri[1]) in names
        for path in model.deployed_by
        for target in loads.of(path)
    ):
        return True
    return any(
        _PLACE.match(uri) and not _OF_OTHERS.match(uri)
        for manifest in facts.all(ServingManifest)
        if manifest.path in model.deployed_by and words(manifest.name) in names
        for uri in manifest.uris
    )

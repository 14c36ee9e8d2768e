"""Which model reads what another model writes."""

from __future__ import annotations

from collections.abc import Mapping

from debtscope.api import Facts
from debtscope_collectors.joins.facts import Consumer, InventoryModel, PredictionSink
from debtscope_collectors.joins.inventory_sinks import trainers_of

Edge = tuple[PredictionSink, Consumer]


def edges_of(facts: Facts, models: Mapping[str, InventoryModel], *, training_only: bool) -> dict[tuple[str, str], Edge]:
    """(model that writes, model that reads) -> one sink with one reader; reading in training, or in serving too."""
    trainers = trainers_of(facts)
    found: dict[tuple[str, str], Edge] = {}
    for sink in facts.all(PredictionSink):
        for reader in (*sink.consumers, *sink.feedback) if sink.kind != "route" else ():
            for name, model in models.items():
                reads = name in trainers.get(reader.path, ()) or (
                    not training_only and reader.path in model.serving_code
                )
                if name != sink.model and sink.model in models and reads:
                    found.setdefault((sink.model, name), (sink, reader))
    return found

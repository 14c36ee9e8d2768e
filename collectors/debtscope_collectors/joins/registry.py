"""The registered models that a rule may speak of, and the versions of them that somebody can still meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import Driver, Facts
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import InventoryModel, ModelInventory
from debtscope_collectors.sources.mlflow.facts import MlflowStore, ModelVersion, RegisteredModel


@frozen
class Registered:
    """One registered model in the store that is asked about it."""

    store: MlflowStore
    model: RegisteredModel
    known: InventoryModel | None

    @property
    def served(self) -> ModelVersion | None:
        """The version that serves, where it is one of this store's."""
        served = self.known.served if self.known else None
        return next((version for version in self.model.versions if version == served), None)

    def served_driver(self, is_served: bool) -> Driver:
        """Whether what is said rests on the served version."""
        value = 1.0 if is_served else 0.0
        return Driver(name="served", value=value, unit="1 = the served version", ref=self.store.path)


def registered(facts: Facts) -> Iterator[Registered]:
    """Every registered model that is not retired, in each store that knows it."""
    inventory = facts.one(ModelInventory)
    for store in facts.all(MlflowStore):
        for model in store.models:
            known = inventory.named(model.name) if inventory else None
            if not (known and known.retired):
                yield Registered(store=store, model=model, known=known)


def number(version: ModelVersion) -> int:
    """A version's number, to sort by."""
    return int(version.version) if version.version.isdecimal() else 0


def met(model: RegisteredModel) -> Sequence[ModelVersion]:
    """Versions that somebody can still meet: at an alias or stage, and the newest."""
    newest = max(model.versions, key=number, default=None)
    return [v for v in model.versions if v.aliases or (v.stage and v.stage != "Archived") or v is newest]


def places(version: ModelVersion) -> str:
    """` (champion, Production)`, or nothing for a version at no alias and no stage."""
    names = [*version.aliases, *([version.stage] if version.stage else [])]
    return f" ({', '.join(names)})" if names else ""

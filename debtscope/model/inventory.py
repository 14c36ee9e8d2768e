"""The model inventory's rows, as the ledger document and the application have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.frozen import frozen


@frozen
class ModelDataset:
    """One dataset that the run of a version names."""

    name: str
    digest: str
    source: str | None = None


@frozen
class ModelOrigin:
    """Where the served version (else the newest) came from; null and empty where no source tells."""

    run: str | None
    commit: str | None
    commit_known: bool | None
    """Whether the repository has the commit; null where nobody can tell."""
    date: str | None
    """ISO date on which its run ended, else on which the version was made."""
    datasets: tuple[ModelDataset, ...] = ()
    stages: tuple[str, ...] = ()
    """`train@north -> models/north.pkl`: pipeline stages that make its file today."""
    code: tuple[str, ...] = ()
    """Training modules."""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])


@frozen
class ModelConsumer:
    """One program that reads what a model puts out."""

    name: str
    path: str
    line: int | None
    reads: str
    """File, table, topic or route."""
    declared: bool
    """A contract, catalogue, exposure or document of the repository names it."""


@frozen
class ModelUse:
    """A module that takes a model from a registry by its name, whether or not this repository registers it."""

    name: str
    path: str
    uri: str
    """As written, with `{}` where a part is not known: `models:/churn-clf@champion`."""


@frozen
class ModelRecord:
    """One model of the inventory, joined from registry, manifests, pipelines, code, history and exports."""

    name: str
    versions: tuple[str, ...]
    served: str | None
    """The served version, `manifest` or None."""
    consumers: tuple[str, ...] = ()
    watched_by: tuple[str, ...] = ()
    drifting_since: str | None = None
    owner: str | None = None
    owner_from: str | None = None
    """settings, registry tag, a line of CODEOWNERS or last active author."""
    retired: bool = False
    served_since: str | None = None
    """ISO date: a bound, as `since_note` says."""
    since_note: str | None = None
    deployed_by: tuple[str, ...] = ()
    """`alias champion`, `stage Production`, manifests, serving code."""
    estimator: str | None = None
    inputs: tuple[str, ...] = ()
    """Names of its input columns."""
    inputs_from: str | None = None
    serving_code: tuple[str, ...] = ()
    schedule: str | None = None
    origin: ModelOrigin | None = None
    consumed_by: tuple[ModelConsumer, ...] = ()
    """The consumers with their places."""

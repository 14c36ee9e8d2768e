"""Feature stores as a whole: each view with its sources, its services and the places that fetch it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Facts, join
from debtscope_collectors.sources.feast.definitions import feast_fetches, feast_objects
from debtscope_collectors.sources.feast.facts import (
    FeastConfig,
    FeastFetch,
    FeastObject,
    FeatureStore,
    FeatureView,
)

VIEWS: Final = frozenset({"view", "on-demand view", "stream view", "batch view"})
_ONLINE: Final = frozenset({"get_online_features", "get_online_features_async", "retrieve_online_documents"})
_OFFLINE: Final = frozenset({"get_historical_features", "create_saved_dataset"})
_DEMO: Final = frozenset(
    {"driver_hourly_stats", "driver_hourly_stats_fresh", "transformed_conv_rate", "transformed_conv_rate_fresh",
     "driver_activity_v1", "driver_activity_v2", "driver_activity_v3", "driver_activity"}
)  # fmt: skip
"""Names of what `feast init` writes."""

Placed = tuple[str, FeastObject]


@join(FeatureStore, facets=(feast_objects, feast_fetches))
def features(facts: Facts) -> Iterator[FeatureStore]:
    """One store per folder of a feature_store.yaml that has definitions below it; one for definitions without any."""
    rows = facts.rows(feast_objects)
    if not rows:
        return
    fetches = tuple((path, fetch) for path, found in sorted(facts.rows(feast_fetches).items()) for fetch in found)
    configs = {posixpath.dirname(config.path): config for config in facts.all(FeastConfig)}
    by_root: dict[str, list[Placed]] = {}
    for path, found in sorted(rows.items()):
        by_root.setdefault(_root(path, configs), []).extend((path, one) for one in found)
    for root, placed in sorted(by_root.items()):
        if any(one.kind in VIEWS for _, one in placed):
            yield _store(root, configs.get(root), placed, fetches)


def _root(path: str, configs: Mapping[str, FeastConfig]) -> str:
    """The folder of the nearest feature_store.yaml above a file."""
    folder = posixpath.dirname(path)
    while folder and folder not in configs:
        folder = posixpath.dirname(folder)
    return folder


def _store(
    root: str, config: FeastConfig | None, placed: list[Placed], fetches: tuple[tuple[str, FeastFetch], ...]
) -> FeatureStore:
    services = tuple(p for p in placed if p[1].kind == "service")
    sources = tuple(p for p in placed if p[1].kind == "source")
    views = tuple(_view(path, one, services, sources, fetches) for path, one in placed if one.kind in VIEWS)
    named = {name for _, one in placed if one.kind != "source" for name in (one.name, one.variable)}
    return FeatureStore(
        root=root, config=config, views=views, services=services,
        entities=tuple(p for p in placed if p[1].kind == "entity"), sources=sources, fetches=fetches,
        unread_fetches=sum(not _is_clear(f, named) for _, f in fetches if f.call in _ONLINE | _OFFLINE),
    )  # fmt: skip


def _is_clear(fetch: FeastFetch, named: set[str]) -> bool:
    """Whether all that a fetch asks for is known: `view:feature`, or the name of a view or service."""
    return fetch.is_known and all(":" in reference or reference in named for reference in fetch.references)


def _view(
    path: str,
    one: FeastObject,
    services: tuple[Placed, ...],
    sources: tuple[Placed, ...],
    fetches: tuple[tuple[str, FeastFetch], ...],
) -> FeatureView:
    own = {one.name, one.variable} - {""}
    holding = [service for _, service in services if own & set(service.uses)]
    through = {name for service in holding for name in (service.name, service.variable) if name}
    asked = [
        (where, fetch) for where, fetch in fetches
        if any(_names(reference, own, through) for reference in fetch.references)
    ]  # fmt: skip
    return FeatureView(
        definition=one, path=path,
        sources=tuple(s for _, s in sources if {s.name, s.variable} & set(one.uses)),
        services=tuple(service.name for service in holding),
        online_fetches=tuple((where, f.line) for where, f in asked if f.call in _ONLINE),
        offline_fetches=tuple((where, f.line) for where, f in asked if f.call in _OFFLINE),
        is_demo=one.name in _DEMO,
    )  # fmt: skip


def _names(reference: str, own: set[str], through: set[str]) -> bool:
    """Whether `view:feature`, the view's variable, or a service that holds it, is meant."""
    head, colon, _ = reference.partition(":")
    return head in own if colon else reference in own or reference in through

"""Feature stores as a whole: each view with its sources, its services and the places that fetch it."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.assets import nearest_folder
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
Places = Mapping[str, Sequence[int]]
"""Name -> where in a sequence it stands, each place once or more."""


@frozen(kw_only=False)
class _Asked:
    """What fetches ask for, so that a view need not look through them all."""

    fetches: tuple[tuple[str, FeastFetch], ...]
    whole: Places
    """References without a colon: variables, and names of services."""
    heads: Places
    """What stands before the colon: names of views."""

    @classmethod
    def of(cls, fetches: tuple[tuple[str, FeastFetch], ...]) -> _Asked:
        whole, heads = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for at, (_, fetch) in enumerate(fetches):
            for reference in fetch.references:
                head, colon, _ = reference.partition(":")
                (heads if colon else whole)[head].append(at)
        return cls(fetches, whole, heads)

    def naming(self, own: Set[str], through: Set[str]) -> list[tuple[str, FeastFetch]]:
        """Fetches of `view:feature`, of the view's variable, or of a service that holds it, in their order."""
        places = {at for name in own for at in self.heads.get(name, ())}
        places |= {at for name in own | through for at in self.whole.get(name, ())}
        return [self.fetches[at] for at in sorted(places)]


@join(FeatureStore, facets=(feast_objects, feast_fetches))
def features(facts: Facts) -> Iterator[FeatureStore]:
    """One store per folder of a feature_store.yaml that has definitions below it; one for definitions without any."""
    rows = facts.rows(feast_objects)
    if not rows:
        return
    fetches = tuple((path, fetch) for path, found in sorted(facts.rows(feast_fetches).items()) for fetch in found)
    asked = _Asked.of(fetches)
    configs = {posixpath.dirname(config.path): config for config in facts.all(FeastConfig)}
    by_root: dict[str, list[Placed]] = {}
    for path, found in sorted(rows.items()):
        by_root.setdefault(nearest_folder(path, configs), []).extend((path, one) for one in found)
    for root, placed in sorted(by_root.items()):
        if any(one.kind in VIEWS for _, one in placed):
            yield _store(root, configs.get(root), placed, asked)


def _store(root: str, config: FeastConfig | None, placed: list[Placed], asked: _Asked) -> FeatureStore:
    services = tuple(p for p in placed if p[1].kind == "service")
    sources = tuple(p for p in placed if p[1].kind == "source")
    held = _by_name((service.uses for _, service in services))
    fed = _by_name(((source.name, source.variable) for _, source in sources))
    views = tuple(_view(path, one, services, sources, held, fed, asked) for path, one in placed if one.kind in VIEWS)
    named = {name for _, one in placed if one.kind != "source" for name in (one.name, one.variable)}
    return FeatureStore(
        root=root, config=config, views=views, services=services,
        entities=tuple(p for p in placed if p[1].kind == "entity"), sources=sources, fetches=asked.fetches,
        unread_fetches=sum(not _is_clear(f, named) for _, f in asked.fetches if f.call in _ONLINE | _OFFLINE),
    )  # fmt: skip


def _by_name(named: Iterable[Iterable[str]]) -> Places:
    places = defaultdict[str, list[int]](list)
    for at, names in enumerate(named):
        for name in names:
            places[name].append(at)
    return places


def _is_clear(fetch: FeastFetch, named: set[str]) -> bool:
    """Whether all that a fetch asks for is known: `view:feature`, or the name of a view or service."""
    return fetch.is_known and all(":" in reference or reference in named for reference in fetch.references)


def _view(
    path: str,
    one: FeastObject,
    services: Sequence[Placed],
    sources: Sequence[Placed],
    held: Places,
    fed: Places,
    asked: _Asked,
) -> FeatureView:
    own = {one.name, one.variable} - {""}
    holding = [services[at][1] for at in sorted({at for name in own for at in held.get(name, ())})]
    through = {name for service in holding for name in (service.name, service.variable) if name}
    fetches = asked.naming(own, through)
    return FeatureView(
        definition=one, path=path,
        sources=tuple(sources[at][1] for at in sorted({at for name in set(one.uses) for at in fed.get(name, ())})),
        services=tuple(service.name for service in holding),
        online_fetches=tuple((where, f.line) for where, f in fetches if f.call in _ONLINE),
        offline_fetches=tuple((where, f.line) for where, f in fetches if f.call in _OFFLINE),
        is_demo=one.name in _DEMO,
    )  # fmt: skip

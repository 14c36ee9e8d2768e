"""What a Feast repository declares: its settings, its views, its services, and who asks it for features."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class FeastConfig:
    """One feature_store.yaml."""

    path: str
    project: str
    provider: str
    """local, gcp, aws …; `` where it is not said."""
    registry: str
    """Path, url or type of the registry, user information removed; `` where it is not said."""
    online_store: str
    """Its type: sqlite, redis, dynamodb …; `` where there is none."""
    offline_store: str
    """Its type: file, bigquery, snowflake …; `` where it is not said."""
    entity_key_version: int | None
    """entity_key_serialization_version."""
    is_template: bool
    """In a folder of templates, or with the places of a template still to be filled in."""


@frozen
class FeastField:
    """One field of a view's schema (or a feature of the older API)."""

    name: str
    dtype: str
    has_description: bool
    has_tags: bool


@frozen
class FeastObject:
    """One definition in Python: what the facet says of one call of a Feast class."""

    kind: str
    """view, on-demand view, stream view, batch view, service, entity or source."""
    cls: str
    """Resolved name of the class, e.g. `feast.FeatureView`."""
    name: str
    """Of the `name=` argument, else the variable's; `{}` stands for parts that are not constant."""
    variable: str
    """To which it is assigned; of an on-demand view the decorated function; `` for none."""
    line: int
    end_line: int
    fields: tuple[FeastField, ...] = ()
    entities: tuple[str, ...] = ()
    """Names, or variables where they are given by variable."""
    join_keys: tuple[str, ...] = ()
    """Of an entity."""
    ttl_seconds: float | None = None
    """0 means for ever. None when it is not given or cannot be read; see `has_ttl`."""
    has_ttl: bool = False
    online: bool | None = None
    """As written; Feast's default is True."""
    owner: str = ""
    owner_tag: str = ""
    """Value of a tag named owner, team, maintainer or contact."""
    description: bool = False
    tags: tuple[str, ...] = ()
    """Keys."""
    uses: tuple[str, ...] = ()
    """Sources of a view, views of a service: variables or names, as written."""
    path: str = ""
    """Of a file source: as written; `{}` for what is not constant."""
    table: str = ""
    """Table, query or topic of a source, without values of credentials."""
    timestamp_field: str = ""
    via: str = ""
    """Factory or decorator through which it is made, where it is not the class itself."""
    passes_options: bool = False
    """`**options` may hold any argument."""


@frozen
class FeastFetch:
    """One place where features are asked for, materialised or written."""

    call: str
    """get_online_features, get_historical_features, retrieve_online_documents, get_feature_service, push, materialize …"""
    references: tuple[str, ...]
    """`view:feature` texts, names of services, or variables; empty when they cannot be read."""
    is_known: bool
    """All its references could be read."""
    line: int
    scope: str
    asked_as_of_now: int | None = None
    """get_historical_features: the line at which the entities' timestamps are all set to the present, in the same function."""


@frozen
class FeatureView:
    """One view of a feature store, with the use that is made of it."""

    definition: FeastObject
    path: str
    """Of the Python file."""
    sources: tuple[FeastObject, ...]
    services: tuple[str, ...]
    """Names of the services that hold it."""
    online_fetches: tuple[tuple[str, int], ...]
    """(path, line) of each place that reads it online, itself or through a service."""
    offline_fetches: tuple[tuple[str, int], ...]
    is_demo: bool
    """It stands as `feast init` wrote it."""

    @property
    def name(self) -> str:
        """Of the view."""
        return self.definition.name


@frozen
class FeatureStore:
    """All Feast definitions of one repository folder (the folder of a feature_store.yaml, or the common one)."""

    root: str
    config: FeastConfig | None
    views: tuple[FeatureView, ...]
    services: tuple[tuple[str, FeastObject], ...]
    """(path, definition)."""
    entities: tuple[tuple[str, FeastObject], ...]
    sources: tuple[tuple[str, FeastObject], ...]
    fetches: tuple[tuple[str, FeastFetch], ...]
    """(path, call) anywhere in the repository."""
    unread_fetches: int
    """Fetches whose references cannot be read: which views they use is not known."""

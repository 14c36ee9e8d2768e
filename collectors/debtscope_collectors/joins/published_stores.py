"""Databases, caches and trackers that a compose file publishes on every address of the machine, with no password or with one that all can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.images import is_development, repository
from debtscope_collectors.sources.infrastructure.facts import InfraResource, InfraSetting

_KEPT: Final = frozenset(
    {
        "postgres",
        "postgis",
        "timescaledb",
        "pgvector",
        "mysql",
        "mariadb",
        "mongo",
        "minio",
        "rabbitmq",
        "neo4j",
        "grafana",
    }
)
"""Images that ask for a password."""
_OPEN: Final = {
    "redis": r"requirepass", "redis-stack": r"requirepass", "valkey": r"requirepass", "qdrant": r"API_KEY", "chroma": r"AUTH", "weaviate": r"APIKEY",
    "memcached": r"-S\b", "mongo": r"ROOT_USERNAME|--auth", "milvus": r"authorizationEnabled", "mlflow": r"basic-auth",
}  # fmt: skip
"""Images that let everybody in unless one of these stands in their settings."""
_PASSWORD: Final = regex(r"PASS(?:WORD)?$|NEO4J_AUTH$", re.IGNORECASE)
_READABLE: Final = regex(r"^\*\*\*$|\$\{\w{1,80}:?-[^}]{1,200}\}")
"""A literal (hidden when it was read), or a reference with a default."""
_TRACKS: Final = regex(r"\bmlflow\b.{0,40}\b(?:server|ui)\b")
_PORT: Final = regex(r"(?:^|[:\-])(\d{2,5})\}?:\d{2,5}(?:/tcp)?$")


@frozen
class PublishedStore:
    """One of them."""

    path: str
    name: str
    port: str
    line: int | None
    has_password: bool
    """It asks for one, which stands in the file."""


@join(PublishedStore)
def published_stores(facts: Facts) -> Iterator[PublishedStore]:
    """By file and place; none of compose files for development."""
    for resource in facts.all(InfraResource):
        if resource.tool != "compose" or is_development(resource.path):
            continue
        port = next(
            (
                one
                for one in resource.all("ports")
                if _PORT.search(one.value) and not one.value.startswith(("127.", "localhost", "[::1]"))
            ),
            None,
        )
        image = repository(resource.value("image"))[0].rpartition("/")[2].lower()
        if port is None:
            continue
        if _TRACKS.search(resource.value("command")):
            image = "mlflow"
        readable = any(_PASSWORD.search(one.key) and _READABLE.search(one.value) for one in resource.settings)
        said = " ".join(f"{one.key} {one.value}" for one in resource.settings)
        lets_in = image in _OPEN and re.search(_OPEN[image], said) is None
        if lets_in or (image in _KEPT and readable):
            yield _store(resource, port, has_password=not lets_in)


def _store(resource: InfraResource, port: InfraSetting, *, has_password: bool) -> PublishedStore:
    found = _PORT.search(port.value)
    number = found[1] if found else ""
    return PublishedStore(
        path=resource.path, name=resource.name, port=number, line=port.line, has_password=has_password
    )

"""Databases, caches and trackers that a compose file publishes on every address of the machine, with no password or with one that all can read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.images import is_development, repository
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec
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
        "pgadmin4",
    }
)
"""Images that ask for a password."""
_OPEN: Final = {
    "redis": r"requirepass", "redis-stack": r"requirepass", "valkey": r"requirepass", "qdrant": r"API_KEY", "chroma": r"AUTH", "weaviate": r"APIKEY",
    "kafka-ui": r"AUTH_TYPE|SECURITY", "mongo-express": r"BASICAUTH", "memcached": r"-S\b", "mongo": r"ROOT_USERNAME|--auth", "milvus": r"authorizationEnabled", "mlflow": r"basic-auth",
    "vespa": r"VESPA_TLS",
}  # fmt: skip
"""Images that let everybody in unless one of these stands in their settings."""
_PASSWORD: Final = regex(r"PASS(?:WORD)?$|NEO4J_AUTH$", re.IGNORECASE)
_READABLE: Final = regex(r"^\*\*\*$|\$\{\w{1,80}:?-[^}]{1,200}\}")
"""A literal (hidden when it was read), or a reference with a default."""
_TRACKS: Final = regex(r"\bmlflow\b.{0,40}\b(?:server|ui)\b")
_PORT: Final = regex(r"(?:^|[:\-])(\d{2,5})\}?:\d{2,5}(?:/tcp)?$")
_NAMED_PORT: Final = regex(r"^\$\{?\w{1,60}\}?:\$?\{?(\w{2,60})\}?(?:/tcp)?$")
"""`${PORT}:8080`: the address is every one, whatever the number."""


@frozen
class PublishedStore:
    """One of them."""

    path: str
    name: str
    port: str
    line: int | None
    has_password: bool
    """It asks for one, which stands in the file."""
    is_balanced: bool = False
    """Behind a load balancer of a cluster: whoever has the address is in."""


def where(stores: Sequence[PublishedStore]) -> str:
    """Who can reach them, as the end of a sentence."""
    balanced = [one for one in stores if one.is_balanced]
    if not balanced:
        return "on every address of the machine"
    return "through load balancers" if len(balanced) == len(stores) else "to whoever reaches the machine or cluster"


@join(PublishedStore)
def published_stores(facts: Facts) -> Iterator[PublishedStore]:
    """By file and place; none of compose files for development."""
    yield from _balanced(facts)
    built = _commands(facts)
    for resource in facts.all(InfraResource):
        if resource.tool != "compose" or is_development(resource.path):
            continue
        port = next(
            (
                one
                for one in resource.all("ports")
                if (_PORT.search(one.value) or _NAMED_PORT.match(one.value))
                and not one.value.startswith(("127.", "localhost", "[::1]"))
            ),
            None,
        )
        image = repository(resource.value("image"))[0].rpartition("/")[2].lower()
        if port is None:
            continue
        if _TRACKS.search(resource.value("command") or built.get((resource.path, resource.name), "")):
            image = "mlflow"
        readable = any(_PASSWORD.search(one.key) and _READABLE.search(one.value) for one in resource.settings)
        said = " ".join(f"{one.key} {one.value}" for one in resource.settings)
        lets_in = image in _OPEN and re.search(_OPEN[image], said) is None
        if lets_in or (image in _KEPT and readable):
            yield _store(resource, port, has_password=not lets_in)


def _balanced(facts: Facts) -> Iterator[PublishedStore]:
    """Trackers, consoles and stores to which a Service of the kind LoadBalancer leads; what it leads to stands in the same file."""
    objects = [one for one in facts.all(InfraResource) if one.tool == "kubernetes" and not is_development(one.path)]
    for service in objects:
        if service.type != "Service" or service.value("type") != "LoadBalancer" or is_aside(service.path):
            continue
        said = " ".join(
            f"{one.key} {one.value}".lower() for one in service.settings if one.key.startswith("annotations")
        )
        if "internal" in said or service.all("loadBalancerSourceRanges"):
            continue
        behind = next(
            (one for one in objects if one.path == service.path and one.type in ("Deployment", "StatefulSet")), None
        )
        if behind is None:
            continue
        names = [repository(one.value)[0].rpartition("/")[2].lower() for one in behind.all("image")]
        names = ["mlflow" if name.endswith("mlflow") else name for name in names]
        image = next((name for name in names if name in _OPEN or name in _KEPT), "")
        told = " ".join(f"{one.key} {one.value}" for one in behind.settings)
        readable = any(_PASSWORD.search(one.key) and _READABLE.search(one.value) for one in behind.settings)
        lets_in = image in _OPEN and re.search(_OPEN[image], told) is None
        if lets_in or (image in _KEPT and readable):
            port = next((one for one in service.settings if one.key.endswith("ports.port")), None)
            yield PublishedStore(
                path=service.path, name=service.name, port=port.value if port is not None else "", line=service.line,
                has_password=not lets_in, is_balanced=True,
            )  # fmt: skip


def _commands(facts: Facts) -> dict[tuple[str, str], str]:
    """(compose file, service) -> the command of the Dockerfile that it builds."""
    specs = facts.all(ContainerSpec)
    images = {spec.path: " ".join(spec.started) for spec in specs if spec.kind == "dockerfile" and spec.command}
    found: dict[tuple[str, str], str] = {}
    for spec in specs:
        if spec.kind == "compose" and spec.is_local:
            context = posixpath.join(posixpath.dirname(spec.path), spec.copies[0] if spec.copies else ".")
            place = posixpath.normpath(posixpath.join(context, spec.dockerfile or "Dockerfile"))
            found[spec.path, spec.name] = images.get(place, "")
    return found


def _store(resource: InfraResource, port: InfraSetting, *, has_password: bool) -> PublishedStore:
    found = _PORT.search(port.value) or _NAMED_PORT.match(port.value)
    number = found[1] if found else ""
    return PublishedStore(
        path=resource.path, name=resource.name, port=number, line=port.line, has_password=has_password
    )

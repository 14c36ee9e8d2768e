"""Kubernetes objects and compose services as resources with settings, from YAML that is parsed already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from debtscope_collectors.sources import redact
from debtscope_collectors.sources.infrastructure.facts import InfraResource, InfraSetting
from debtscope_collectors.sources.shape import is_list, mapping, sequence, text

KINDS: Final = frozenset(
    {"Service", "Ingress", "VirtualService", "Gateway", "AuthorizationPolicy", "RequestAuthentication", "ClusterRole", "Route",
     "Deployment", "StatefulSet", "DaemonSet", "Pod", "Job", "CronJob", "KongPlugin", "HTTPRoute"}
)  # fmt: skip
_MAX_SETTINGS: Final = 400
_MAX_NODES: Final = 5000
_MAX_LINE: Final = 500

Find = Callable[[str], "int | None"]


def kubernetes_object(path: str, data: object, find: Find) -> Iterator[InfraResource]:
    """One resource of a document; nothing of other kinds."""
    root = mapping(data)
    kind = text(root.get("kind"))
    if kind == "List":
        for item in sequence(root.get("items")):
            if mapping(item).get("kind") != "List":
                yield from kubernetes_object(path, item, find)
    if kind not in KINDS:
        return
    name = text(mapping(root.get("metadata")).get("name")) or kind
    kept = {key: root[key] for key in ("spec", "rules", "subjects", "plugin") if key in root}
    kept["annotations"] = mapping(root.get("metadata")).get("annotations")
    kept["labels"] = mapping(root.get("metadata")).get("labels")
    yield InfraResource(
        tool="kubernetes",
        type=kind,
        name=name,
        path=path,
        line=find(f"name: {name}"),
        settings=tuple(_flat(kept, find)),
    )


def compose_services(path: str, data: object, find: Find) -> Iterator[InfraResource]:
    """One resource a service."""
    for name, body in mapping(mapping(data).get("services")).items():
        if mapping(body):
            yield InfraResource(
                tool="compose",
                type="service",
                name=name,
                path=path,
                line=find(f"{name}:"),
                settings=tuple(_flat(body, find)),
            )


def _flat(root: object, find: Find) -> Iterator[InfraSetting]:
    """Leaves with their dotted keys. A list of `NAME=value` or of {name, value} reads like a mapping."""
    stack: list[tuple[str, object]] = [("", root)]
    seen = given = 0
    while stack and seen < _MAX_NODES and given < _MAX_SETTINGS:
        key, node = stack.pop()
        seen += 1
        if is_list(node):
            stack += [(key, item) for item in reversed(node)]
            continue
        table = mapping(node)
        if "name" in table and set(table) <= {"name", "value", "valueFrom"} and key.endswith("env"):
            stack.append((f"{key}.{text(table['name'])}", table.get("value")))
            continue
        if table or node == {}:
            stack += [(f"{key}.{name}" if key else name, item) for name, item in reversed(list(table.items()))]
            if not table:
                given += 1
                yield InfraSetting(key=key, value="{}", line=None)
            continue
        value = _text(node)
        if key.endswith("environment") and "=" in value:
            name, _, value = value.partition("=")
            key = f"{key}.{name}"
        if value or node is None:
            given += 1
            last = key.rpartition(".")[2]
            shown = value if _is_switch(value) else redact.line(redact.setting(last, value))[:300]
            yield InfraSetting(key=key, value=shown, line=_line(last, value, find))


def _is_switch(value: str) -> bool:
    """A word that tells on or off is no credential, whatever its name speaks of."""
    return value.lower() in ("true", "false", "yes", "no", "1", "0", "", "trust", "none")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else text(value)


def _line(last: str, value: str, find: Find) -> int | None:
    if not value:
        return find(f"{last}:")
    return find(f"{last}:{value}") or find(f"{last}={value}") or find(value) or find(f"{last}:")


def line_search(lines: list[str]) -> Find:
    """Finds the first line that holds a thing, whatever its spaces and quotes."""

    @cache
    def bare_text() -> str:
        return "\n".join(lines).replace(" ", "").replace('"', "")

    def find(needle: str) -> int | None:
        bare = needle.replace(" ", "")
        at = bare_text().find(bare) if lines and "\n" not in bare else -1
        return bare_text().count("\n", 0, at) + 1 if at >= 0 else None

    return find


def line_index(lines: list[str]) -> Find:
    """Finds the first line that says a thing, however it is indented, quoted or listed. One pass when it is first asked, then lookups."""

    @cache
    def index() -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(lines, 1):
            bare = line[:_MAX_LINE].partition(" #")[0].replace(" ", "").replace('"', "").replace("'", "")
            if bare := bare.removeprefix("-"):
                found.setdefault(bare, number)
        return found

    def find(needle: str) -> int | None:
        return index().get(needle.replace(" ", ""))

    return find

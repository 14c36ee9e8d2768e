"""Ports that a compose file publishes and at which the container's program does not listen."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.infrastructure.facts import InfraResource

_LISTENS: Final = regex(
    r"(?:^|\s)(?:--port|--server\.port|-p|--server-port)[ =](\d{2,5})(?=\s|$)|(?:^|\s)(?:-b|--bind)[ =](?:[\w.\[\]:]{0,40}:)(\d{2,5})(?=\s|$)"
)
_SERVERS: Final = frozenset({"uvicorn", "gunicorn", "hypercorn", "streamlit", "fastapi", "waitress-serve", "flask"})
_PUBLISHED: Final = regex(r"(?:[\d.]{7,15}:)?\d{2,5}:(\d{2,5})(?:/tcp)?")


@frozen
class DeadPort:
    """The published port of one service."""

    path: str
    line: int | None
    service: str
    port: str
    """Of the container."""
    listens: str
    image: str
    """The Dockerfile whose command says at which port its program listens."""
    image_line: int | None


def dead_ports(facts: Facts) -> Iterator[DeadPort]:
    """Of services that are built here and start what their image starts, where both say their ports in numbers."""
    specs = {(s.path, s.name): s for s in facts.all(ContainerSpec) if s.kind == "compose"}
    builds = {build.path: build for build in facts.all(ImageBuild)}
    for one in facts.all(InfraResource):
        spec = specs.get((one.path, one.name))
        if one.tool != "compose" or spec is None or not spec.is_local or spec.command or is_aside(one.path):
            continue
        folder = posixpath.join(posixpath.dirname(one.path), spec.copies[0] if spec.copies else ".")
        build = builds.get(posixpath.normpath(posixpath.join(folder, spec.dockerfile or "Dockerfile")))
        if build is None or _SERVERS.isdisjoint(build.command):
            continue
        told = [found[1] or found[2] for found in _LISTENS.finditer(" ".join(build.command))]
        ports = [(m[1], s.line) for s in one.settings if s.key == "ports" and (m := _PUBLISHED.fullmatch(s.value))]
        if len(told) == 1 and ports and all(port != told[0] and port not in build.ports for port, _ in ports):
            port, line = ports[0]
            yield DeadPort(
                path=one.path, line=line, service=one.name, port=port, listens=told[0], image=build.path, image_line=build.command_line
            )  # fmt: skip

"""What hosting platforms start, by the files that tell them: Heroku's Procfile, Render, Railway and Replit deployments."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import ContainerSpec

FILES: Final = ("Procfile", "render.yaml", "render.yml", "railway.json", "railway.toml", ".replit")
_MOST: Final = 200
_PROCESS: Final = regex(r"^([A-Za-z][\w-]{0,30}):[ \t]*(\S.{0,500})")
_START: Final = regex(r"^[ \t-]{0,20}[\"']?startCommand[\"']?[ \t]*[:=][ \t]*(\S.{0,500})")
_RUN: Final = regex(r"^run[ \t]*=[ \t]*(\S.{0,500})")
_ONCE: Final = frozenset({"release"})
"""Processes that only prepare."""


def read_platform(path: str, text: str) -> Iterator[ContainerSpec]:
    """One per process that the platform keeps running."""
    name = path.rpartition("/")[2]
    deployed = name != ".replit"
    for number, line in enumerate(text.splitlines()[:_MOST], 1):
        if name == ".replit" and line.startswith("["):
            deployed = line.strip() == "[deployment]"
        found = (_PROCESS if name == "Procfile" else _RUN if name == ".replit" else _START).match(line)
        if found is None or not deployed or (name == "Procfile" and found[1] in _ONCE):
            continue
        words = _words(found[2] if name == "Procfile" else found[1])
        if words:
            process = found[1] if name == "Procfile" else name
            yield ContainerSpec(
                path=path, kind="platform", name=process, image=None, line=number, command=redact.command(tuple(words)), environment=()
            )  # fmt: skip


def _words(told: str) -> list[str]:
    """Of a shell line, a quoted text or a list of texts."""
    told = told.strip().rstrip(",")
    if told.startswith("["):
        return re.findall(r"[\"']([^\"']{1,200})[\"']", told)
    try:
        words = shlex.split(told, comments=False)
    except ValueError:
        words = told.split()
    return shlex.split(words[0]) if len(words) == 1 and " " in words[0] else words

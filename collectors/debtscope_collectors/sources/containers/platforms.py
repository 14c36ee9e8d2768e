"""What hosting platforms start, by the files that tell them: Heroku's Procfile, Render, Railway, Fly, Vercel and Replit deployments."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import ContainerSpec

FILES: Final = (
    "Procfile",
    "render.yaml",
    "render.yml",
    "railway.json",
    "railway.toml",
    ".replit",
    "fly.toml",
    "vercel.json",
)
_MOST: Final = 200
_PROCESS: Final = regex(r"^([A-Za-z][\w-]{0,30}):[ \t]*(\S.{0,500})")
_START: Final = regex(r"^[ \t-]{0,20}[\"']?startCommand[\"']?[ \t]*[:=][ \t]*(\S.{0,500})")
_RUN: Final = regex(r"^run[ \t]*=[ \t]*(\S.{0,500})")
_PROCESSES: Final = regex(r"^[ \t]*([A-Za-z][\w-]{0,30})[ \t]*=[ \t]*(\S.{0,500})")
_BUILT: Final = regex(r"\"(?:src|destination|dest)\"[ \t]*:[ \t]*\"/?([\w./-]{1,200}?\.py)\"")
_FORMS: Final = {"Procfile": _PROCESS, ".replit": _RUN, "fly.toml": _PROCESSES}
"""Files whose lines name a process; the others have a key for it."""
_ONCE: Final = frozenset({"release"})
"""Processes that only prepare."""


def read_platform(path: str, text: str) -> Iterator[ContainerSpec]:
    """One per process that the platform keeps running."""
    name = path.rpartition("/")[2]
    if name == "vercel.json":
        for program in dict.fromkeys(_BUILT.findall(text[:20_000])):
            yield _process(path, name, ["python", program], None)
        return
    sections = {".replit": "[deployment]", "fly.toml": "[processes]"}
    deployed = name not in sections
    for number, line in enumerate(text.splitlines()[:_MOST], 1):
        if name in sections and line.startswith("["):
            deployed = line.strip() == sections[name]
        found = _FORMS.get(name, _START).match(line)
        has_name = name in ("Procfile", "fly.toml")
        if found is None or not deployed or (name == "Procfile" and found[1] in _ONCE):
            continue
        words = _words(found[2] if has_name else found[1])
        if words:
            yield _process(path, found[1] if has_name else name, words, number)


def _process(path: str, name: str, words: list[str], line: int | None) -> ContainerSpec:
    return ContainerSpec(
        path=path,
        kind="platform",
        name=name,
        image=None,
        line=line,
        command=redact.command(tuple(words)),
        environment=(),
    )


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

"""Dockerfiles by their own line rules: continuation, comments, heredocs, ENV, RUN, CMD; stages merged into the last image."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import ContainerSpec, EnvironmentSetting
from debtscope_collectors.sources.shape import words

_INSTALL = re.compile(
    r"\bpip[0-9.]*\s+install\b|\buv\s+(?:sync|pip|add)\b|\bconda\s+(?:env|install|create)\b|\bmamba\s+(?:env|install|create)\b"
    r"|\bpoetry\s+install\b|\bpdm\s+(?:install|sync)\b|\bpipenv\s+(?:install|sync)\b|\bsetup\.py\s+install\b"
)
_HEREDOC = re.compile(r"<<-?\s*['\"]?([A-Za-z_][A-Za-z0-9_]*)['\"]?")
_MAX_LINES = 5000


@dataclass(slots=True)
class _Stage:
    image: str | None
    line: int
    name: str
    command: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    environment: list[EnvironmentSetting] = field(default_factory=list[EnvironmentSetting])
    installs: list[tuple[str, int | None]] = field(default_factory=list[tuple[str, "int | None"]])
    copies: list[str] = field(default_factory=list[str])


def instructions(source: str) -> Iterator[tuple[str, str, int]]:
    """(instruction in capitals, arguments, line of its beginning)."""
    lines = source.splitlines()[:_MAX_LINES]
    at = 0
    while at < len(lines):
        start = at
        raw = lines[at].strip()
        at += 1
        if not raw or raw.startswith("#"):
            continue
        parts: list[str] = []
        while True:
            more = raw.endswith("\\")
            parts.append(raw[:-1].rstrip() if more else raw)
            if not more or at >= len(lines):
                break
            raw = lines[at].strip()
            at += 1
            while (not raw or raw.startswith("#")) and at < len(lines):
                raw = lines[at].strip()
                at += 1
        whole = " ".join(parts)
        word, _, rest = whole.partition(" ")
        heredoc = _HEREDOC.search(rest) if word.upper() in ("RUN", "COPY", "ADD") else None
        body: list[str] = []
        while heredoc and at < len(lines):
            body.append(lines[at].strip())
            at += 1
            if body[-1] == heredoc[1]:
                body.pop()
                break
        yield word.upper(), "\n".join([rest.strip(), *body]), start + 1


def read_dockerfile(path: str, source: str) -> Iterator[ContainerSpec]:
    """One spec per stage that starts from an outside image; later stages of the file inherit what they build on."""
    stages: list[_Stage] = []
    arguments: dict[str, str] = {}
    for word, rest, line in instructions(source):
        if word == "FROM":
            stages.append(_stage(rest, line, arguments, stages))
        elif word == "ARG" and "=" in rest:
            name, _, value = rest.partition("=")
            arguments[name.strip()] = value.strip().strip("'\"")
        elif stages:
            _apply(stages[-1], word, rest, line)
    named = {stage.name for stage in stages if stage.name}
    for index, stage in enumerate(stages):
        if stage.image in named and index + 1 < len(stages):
            continue
        yield ContainerSpec(
            path=path, kind="dockerfile", name=stage.name or path, image=stage.image, line=stage.line,
            command=redact.command((*stage.entry, *stage.command)), environment=tuple(stage.environment),
            installs=tuple(stage.installs), copies=tuple(stage.copies),
        )  # fmt: skip


def _stage(rest: str, line: int, arguments: dict[str, str], stages: list[_Stage]) -> _Stage:
    parts = [part for part in rest.split() if not part.startswith("--")]
    image = parts[0] if parts else None
    for name, value in arguments.items():
        if image and "$" in image:
            image = image.replace("${" + name + "}", value).replace("$" + name, value)
    name = parts[2] if len(parts) > 2 and parts[1].lower() == "as" else ""
    stage = _Stage(image=image, line=line, name=name)
    for before in stages:
        if before.name and before.name == image:
            stage.image, stage.line = before.image, before.line
            stage.environment += before.environment
            stage.installs += before.installs
            stage.copies += before.copies
            stage.command, stage.entry = before.command, before.entry
    return stage


def _apply(stage: _Stage, word: str, rest: str, line: int) -> None:
    match word:
        case "ENV":
            stage.environment += _environment(rest, line)
        case "CMD":
            stage.command = _argv(rest)
        case "ENTRYPOINT":
            stage.entry, stage.command = _argv(rest), ()
        case "RUN" if _INSTALL.search(rest):
            stage.installs.append((redact.line(rest.strip()), line))
        case "COPY" | "ADD" if "--from=" not in rest:
            parts = _argv(rest) if rest.startswith("[") else tuple(p for p in rest.split() if not p.startswith("--"))
            stage.copies += [redact.without_user(part) for part in parts[:-1]]
        case _:
            return


def _environment(rest: str, line: int) -> Iterator[EnvironmentSetting]:
    first, _, value = rest.partition(" ")
    if "=" not in first:
        yield EnvironmentSetting(name=first, value=redact.setting(first, value.strip()), line=line)
        return
    for pair in _split(rest):
        name, equals, value = pair.partition("=")
        if equals:
            yield EnvironmentSetting(name=name, value=redact.setting(name, value), line=line)


def _argv(rest: str) -> tuple[str, ...]:
    if rest.startswith("["):
        try:
            return words(json.loads(rest))
        except (ValueError, RecursionError):
            pass  # Docker falls back to the shell form, and so do we
    return tuple(_split(rest))


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()

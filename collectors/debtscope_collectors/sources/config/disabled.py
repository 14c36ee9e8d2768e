"""Blocks of configuration that stand as comments: adjacent comment lines that are keys or instructions their own file knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.config.facts import Disabled

FEWEST: Final = 2
_LONGEST: Final = 300
_COMMENT: Final = regex(r"[ \t]{0,60}#{1,2}[ \t]{0,60}(\S.*)$")
_YAML: Final = regex(r"(?:- )?[\"']?([A-Za-z_][A-Za-z0-9_./-]{0,60})[\"']?:(?:[ \t]+(\S.*))?$")
_ITEM: Final = regex(r"- \S{1,120}$")
_ASSIGNED: Final = regex(r"([A-Za-z_][A-Za-z0-9_.-]{0,60})[ \t]{0,20}=[ \t]{0,20}(\S.{0,200})$")
_SECTION: Final = regex(r"\[{1,2}([A-Za-z0-9_.\"-]{1,80})\]{1,2}$")
_INSTRUCTION: Final = regex(
    r"(FROM|RUN|COPY|ADD|ENV|ARG|WORKDIR|EXPOSE|CMD|ENTRYPOINT|USER|VOLUME|LABEL|HEALTHCHECK|SHELL)[ \t]+\S.*$"
)
_HCL: Final = regex(
    r"(?:(resource|module|variable|data|output|provider)[ \t]+\"[^\"]{1,80}\".*\{|([a-z_]{1,60})[ \t]{0,20}=[ \t]{0,20}\S.*|[{}\]],?)$"
)
_PROSE_VALUE: Final = regex(r"[A-Za-z][a-z']{0,20},?(?: [A-Za-z'(][a-z',.()]{0,20}){3,}")
_PLACEHOLDER: Final = regex(
    r"<[A-Za-z_ -]{2,40}>|\byour[-_ ]|path/to|\bxxx|example\.(?:com|org)|\bfoo\b|\bbar\b|\.\.\.", re.IGNORECASE
)
_OPTIONAL: Final = regex(
    r"^#? ?for \w|un-?comment|comment(?:ed)? (?:out|in)|example|e\.g\.|optional|default|to enable|if you|for instance|template|usage|alternativ"
    r"|such as|choose|possible|you (?:can|may)|options?:|for (?:local|debug|gpu|cpu|macos|mac|windows)|only (?:for|if|when|on)|enable ",
    re.IGNORECASE,
)  # fmt: skip

_COMMAND: Final = regex(r"(?:^|[ \t])--?[a-z][\w-]{0,40}(?:[ \t=]|$)|\\$")
"""A line of a command that the block holds, whose words say nothing about the block."""

Reader = Callable[[str], "str | None"]
"""The key or instruction of a line; `` for a line that goes along, None for prose."""


_OBJECT: Final = frozenset({"apiVersion", "kind"})
"""An object of Kubernetes is configuration, whatever else the file holds."""


def disabled_blocks(path: str, text: str) -> Iterator[Disabled]:
    """Blocks of two and more lines, at least one key of which the file holds alive; or a whole definition of jobs or services."""
    reader, alive = _reader(path)
    if reader is None or text.count("#") < FEWEST:
        return
    lines = text.splitlines()
    if reader is _yaml and all(line.lstrip()[:1] in ("", "#") for line in lines):
        yield from _whole(lines)
        return
    known: set[str] | None = None
    before = ""
    for is_comment, group in groupby(enumerate(lines, 1), key=lambda one: one[1].lstrip()[:1] == "#"):
        run = list(group)
        if not is_comment:
            before = "" if any(line.strip() for _, line in run) else before
            continue
        told, before = before, run[-1][1]
        if len(run) < FEWEST or (_OPTIONAL.search(told) and not _COMMAND.search(told)):
            continue  # what stands above a blank line tells what they are for
        if known is None:
            known = {key for line in lines if line.lstrip()[:1] != "#" and (key := alive(line.strip()[:_LONGEST]))}
        block = _block(run, reader, known)
        if block is not None:
            yield block


def _block(run: list[tuple[int, str]], reader: Reader, known: set[str]) -> Disabled | None:
    """The part of a run of comment lines that is configuration."""
    kept: list[tuple[int, str]] = []
    keys: list[str] = []
    prose = 0
    for number, line in run:
        found = _COMMENT.match(line) if len(line) <= _LONGEST else None
        body = found[1].rstrip() if found else ""
        key = reader(body) if body else None
        if key is None:
            prose += bool(body)
            if _OPTIONAL.search(body) and not _COMMAND.search(body):
                return None  # the comment tells what the lines are for
            continue
        if _PLACEHOLDER.search(body):
            return None
        kept.append((number, body))
        if key:
            keys.append(key)
    if len(kept) < FEWEST or not keys or prose > max(2, len(kept) // 2):
        return None
    if not _OBJECT.issubset(keys) and sum(key in known for key in keys) * 2 < len(keys):
        return None
    return Disabled(
        line=kept[0][0],
        end_line=kept[-1][0],
        keys=tuple(dict.fromkeys(keys))[:12],
        excerpt=redact.line(kept[0][1])[:160],
    )


def _whole(lines: list[str]) -> Iterator[Disabled]:
    """A file of comments alone that would run something if they were none."""
    kept = [
        (number, found[1].rstrip(), key)
        for number, line in enumerate(lines, 1)
        if len(line) <= _LONGEST and (found := _COMMENT.match(line)) and (key := _yaml(found[1].rstrip())) is not None
    ]
    keys = [key for _, _, key in kept if key]
    written = sum(bool(line.strip()) for line in lines)
    if not _RUNS.isdisjoint(keys) and not _STEPS.isdisjoint(keys) and len(kept) * 2 >= written:
        yield Disabled(
            line=kept[0][0],
            end_line=kept[-1][0],
            keys=tuple(dict.fromkeys(keys))[:12],
            excerpt=redact.line(kept[0][1])[:160],
            is_whole=True,
        )


_RUNS: Final = frozenset({"jobs", "stages", "services", "steps", "stage", "spec"})
_STEPS: Final = frozenset({"runs-on", "script", "run", "task", "image", "build", "uses", "containers"})


def _yaml(body: str) -> str | None:
    found = _YAML.match(body)
    if found is None:
        return "" if _ITEM.match(body) else None
    value = found[2] or ""
    return None if _PROSE_VALUE.match(value) or found[1].lower() in _SPEECH else found[1]


_SPEECH: Final = frozenset(
    {"note", "todo", "fixme", "warning", "see", "hint", "important", "https", "http", "tip", "info", "nb", "xxx"}
)


def _assigned(body: str) -> str | None:
    section = _SECTION.match(body)
    if section:
        return section[1]
    found = _ASSIGNED.match(body)
    return found[1] if found else None


def _docker(body: str) -> str | None:
    found = _INSTRUCTION.match(body)
    return found[1] if found else None


def _hcl(body: str) -> str | None:
    found = _HCL.match(body)
    return (found[1] or found[2] or "") if found else None


def _reader(path: str) -> tuple[Reader | None, Reader]:
    """How comment lines of a file are read, and how its live ones."""
    name = path.rpartition("/")[2].lower()
    if name.endswith((".yaml", ".yml")):
        return _yaml, _yaml
    if name.endswith((".toml", ".ini", ".cfg", ".conf")):
        return _assigned, _assigned
    if name.startswith("dockerfile") or name.endswith(".dockerfile"):
        return _docker, _docker
    if name.endswith(".tf"):
        return _hcl, _hcl
    return None, _yaml

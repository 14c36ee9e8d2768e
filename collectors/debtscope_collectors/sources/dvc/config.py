"""`.dvc/config`: INI with quoted section names. Only names and urls of remotes are taken, and of `config.local` the names alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.values import without_user

_SECTION = regex(r"""\[\s*['"]?(\w+)(?:\s+"([^"]{1,200})")?['"]?\s*\]""")


@frozen
class DvcConfig:
    """What a config file says of remotes."""

    remotes: Mapping[str, str] = field(default_factory=dict[str, str])
    default_remote: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    """Name of a remote -> line of its url."""


def read_config(text: str) -> DvcConfig:
    """Reads the text of a config file; lines of another shape are passed over."""
    remotes: dict[str, str] = {}
    default: str | None = None
    lines: dict[str, int] = {}
    section: tuple[str, str | None] = ("", None)
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:2000].strip()
        head = _SECTION.match(line)
        if head:
            section = (head[1], head[2])
            if head[1] == "remote" and head[2]:
                remotes.setdefault(head[2], "")
            continue
        key, equals, value = line.partition("=")
        key, value = key.strip(), _unquoted(value)
        if not equals or line.startswith(("#", ";")):
            continue
        if section == ("core", None) and key == "remote":
            default = value or None
        elif section[0] == "remote" and section[1] and key == "url":
            remotes[section[1]] = without_user(value)
            lines[section[1]] = number
    return DvcConfig(remotes=remotes, default_remote=default, lines=lines)


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] in {"'", '"'} and value.find(value[0], 1) > 0:
        return value[1 : value.index(value[0], 1)]
    return value.partition(" #")[0].strip()

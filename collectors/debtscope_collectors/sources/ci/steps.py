"""Steps of a CI definition before they are located and expanded, and the splitting of shell text into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_MAY_FAIL = regex(r"\|\|\s*(?:true|:|exit 0|echo\b)|;\s*true\s*$|--exit-zero\b")
_MAX_LINE = 2000


@frozen
class Step:
    """One shell text (or used action) of one job."""

    text: str
    job: str
    may_fail: bool = False
    is_manual: bool = False
    cwd: str = ""
    via: str = ""
    given: tuple[tuple[str, str], ...] = ()
    """Of a template: its parameters, as far as they are texts."""


@dataclass(slots=True, kw_only=True)
class Definition:
    """What one host's reader makes of one file."""

    triggers: list[str] = field(default_factory=list[str])
    steps: list[Step] = field(default_factory=list[Step])
    remote: list[str] = field(default_factory=list[str])
    includes: list[Step] = field(default_factory=list[Step])
    """Local files that are pulled in; `text` is the path."""
    images: list[str] = field(default_factory=list[str])
    pythons: list[str] = field(default_factory=list[str])
    runners: list[str] = field(default_factory=list[str])


def shell_lines(script: str) -> Iterator[str]:
    """The commands of a shell text: continuation lines joined, blank lines and comments left out."""
    pending = ""
    for raw in script.splitlines():
        line = raw[:_MAX_LINE].strip()
        if not line or line.startswith("#"):
            continue
        if line.endswith("\\"):
            pending += line[:-1].rstrip() + " "
            continue
        yield pending + line
        pending = ""
    if pending:
        yield pending.strip()


def tolerates_failure(line: str) -> bool:
    """Whether the line itself throws its exit status away."""
    return _MAY_FAIL.search(line) is not None


def drops_errors(script: str) -> bool:
    """Whether a shell text switches the stop at the first error off."""
    return re.search(r"^\s*set \+e", script, re.MULTILINE) is not None

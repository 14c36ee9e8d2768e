"""Lists of columns that a file of settings names as features or as left out; what the columns mean is for the joins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.config.facts import Setting

_NAMED: Final = regex(r"(?:feature|column|predictor|_cols|categorical|numerical|numeric|inputs?$|drop)", re.IGNORECASE)
_ITEM: Final = regex(r"\s{0,80}-\s{1,8}[\"']?([\w .%/()-]{1,80}?)[\"']?\s{0,20}(?:#.{0,400})?$")
_TOKEN: Final = regex(r"[\"']([^\"'\n]{1,80})[\"']|([A-Za-z_][\w.-]{0,80})")
_MOST: Final = 400


@frozen
class ListedColumns:
    """One list of names under a key that speaks of features, columns or inputs."""

    path: str
    key: str
    """The last part, as written."""
    columns: tuple[tuple[str, int], ...]
    """(name, line)."""


def listed_columns(path: str, settings: Sequence[Setting], text: str) -> Iterator[ListedColumns]:
    """Of the settings whose value is a list, in YAML, TOML or JSON alike."""
    wanted = [one for one in settings if one.value == "[]" and _NAMED.search(one.leaf)]
    lines = text.split("\n") if wanted else []
    for one in wanted:
        found = _flow(lines, one.line) if "[" in lines[one.line - 1] else _block(lines, one.line)
        columns = tuple(islice(((name, line) for name, line in found if redact.line(name) == name), _MOST))
        if columns:
            yield ListedColumns(path=path, key=one.leaf, columns=columns)


def _block(lines: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """`- name` lines below the key; notes and empty lines may stand between."""
    for number, line in enumerate(lines[at : at + _MOST], start=at + 1):
        found = _ITEM.match(line[:600])
        if found:
            yield found[1], number
        elif line.strip() and not line.lstrip().startswith("#"):
            return


def _flow(lines: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """`[a, "b"]`, on however many lines."""
    for number, line in enumerate(lines[at - 1 : at + _MOST], start=at):
        inner = line[:4000].partition("[")[2] if number == at else line[:4000]
        inside, closed, _ = inner.partition("]")
        for found in _TOKEN.finditer(inside.partition(" #")[0]):
            yield found[1] or found[2], number
        if closed:
            return

"""The profile of one delimited table by its first rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from debtscope.api import FileEntry, Workspace
from debtscope_collectors.sources.datafiles.facts import TableProfile
from debtscope_collectors.sources.datafiles.smells import is_missing, smells
from debtscope_collectors.sources.personal.tables import delimited

DELIMITED = (".csv", ".tsv", ".psv")
_VERSION = 2
_BYTES = 256 * 1024
_CELLS = 20_000
_MOST_COLUMNS = 120
_FEWEST_ROWS = 50
_EMPTY = 0.95
_NEARLY_UNIQUE = 0.2
_FEW_COLUMNS = 5
_SPELLINGS = 4


def profile(workspace: Workspace, entry: FileEntry) -> TableProfile | None:
    """None for what is no table, or has fewer than 50 rows. Raises Unreadable."""
    head = workspace.head(entry.path, _BYTES)
    digest = blake2b(head, digest_size=16).hexdigest()
    key = f"datafiles-{_VERSION}-{digest}-{entry.size}"
    kept = workspace.cached(key, TableProfile, lambda: _profile(head, len(head) >= entry.size), path=entry.path)
    return replace(kept[0], path=entry.path) if kept else None


def _profile(head: bytes, whole: bool) -> Iterator[TableProfile]:
    found = delimited(head, whole=whole, most=_CELLS)
    if found is None or not 2 <= len(found[0]) <= _MOST_COLUMNS or any(_is_value(name) for name in found[0]):
        return
    header = found[0]
    most = _CELLS // len(header)
    rows: list[tuple[str, ...]] = []
    try:
        for row in found[1]:
            if len(row) == len(header):
                rows.append(tuple(row))
            if len(rows) > most:
                break
    except csv.Error:
        return
    if len(rows) < _FEWEST_ROWS:
        return
    counts = [Counter(values) for values in zip(*rows, strict=True)]
    named = [(name, counted) for name, counted in zip(header, counts, strict=True) if name]
    constant = tuple(name for name, counted in named if len(counted) == 1 and not is_missing(next(iter(counted))))
    yield TableProfile(
        path="", rows=len(rows), is_whole=whole and len(rows) <= most, columns=tuple(name[:80] for name in header),
        smells=tuple(smell for name, counted in named for smell in smells(name[:80], counted, len(rows))),
        repeated=len(rows) - len(set(rows)) if _should_differ(counts, len(rows)) else 0,
        constant=constant,
        empty=tuple(name for name, counted in named if _missing(counted) > _EMPTY * len(rows)),
    )  # fmt: skip


def _is_value(name: str) -> bool:
    """A number or a date where a name should stand: the file has no header, and nothing is known of its columns."""
    digits = name.replace("-", "").replace(".", "")
    return digits.isdigit() and (len(name) > 4 or "." in name)


def _should_differ(counts: list[Counter[str]], rows: int) -> bool:
    """Rows of few columns or few values repeat by nature."""
    return len(counts) >= _FEW_COLUMNS and max(map(len, counts)) >= rows * _NEARLY_UNIQUE


def _missing(counted: Counter[str]) -> int:
    """By the commonest values: more spellings than that fill no column."""
    return sum(n for value, n in counted.most_common(_SPELLINGS) if is_missing(value))

"""Tables that another table with the same header holds row by row: an older state kept under another name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from debtscope.api import FileEntry, Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.datafiles.facts import ContainedTable

_LEAST: Final = 10_000
_MOST_ROOM: Final = 32 * 1024 * 1024
_GROUP: Final = 6
_HEAD: Final = 4096
_SHARE: Final = 0.3
"""Of the whole's rows: less is a sample."""
_PROBES: Final = 6
_ON_PURPOSE: Final = regex(
    r"(?<![a-z])(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|hold[-_]?out|dev|eval|split|fold|sample[sd]?|subset|mini|small|tiny|head|demo|part|"
    r"licen[cs]es?|reports?|results?|metrics|logs?|summary|batch|chunk|slice|filtered|clean(?:ed)?|top|old|reference|ref|current|baseline|incoming|new|queue|backlog|x|y)(?![a-z])",
    re.IGNORECASE,
)
"""Words by which people name what they cut out of a table by intent."""


def contained(workspace: Workspace, tables: Sequence[FileEntry]) -> Iterator[ContainedTable]:
    """One fact per part; the largest table that holds it is told."""
    room = _MOST_ROOM
    for group in _by_header(workspace, tables):
        for place, part in enumerate(group):
            larger = [one for one in group[:place] if part.size >= one.size * _SHARE and part.size < one.size]
            for whole in larger:
                room -= whole.size + part.size
                if room < 0:
                    return
                try:
                    found = list(_held(workspace, part, whole))
                except Unreadable:
                    continue
                yield from found
                if found:
                    break


def _by_header(workspace: Workspace, tables: Sequence[FileEntry]) -> list[list[FileEntry]]:
    """Tables of different sizes with the same first line, the largest first."""
    groups: dict[bytes, list[FileEntry]] = {}
    for entry in tables:
        if entry.size < _LEAST or _ON_PURPOSE.search(entry.path.rpartition("/")[2]):
            continue
        try:
            header = workspace.head(entry.path, _HEAD).partition(b"\n")[0].strip()
        except Unreadable:
            continue
        if header and len(header) < _HEAD - 1:
            groups.setdefault(header, []).append(entry)
    found = (sorted(group, key=lambda one: (-one.size, one.path)) for group in groups.values())
    return [group for group in found if 1 < len(group) <= _GROUP and group[0].size != group[-1].size]


def _held(workspace: Workspace, part: FileEntry, whole: FileEntry) -> Iterator[ContainedTable]:
    data, more = workspace.read(part.path), workspace.read(whole.path)
    if not all(row in more for row in _probe(data)):
        return
    known = blake2b(data, digest_size=16)
    known.update(blake2b(more, digest_size=16).digest())
    kept = workspace.cached(
        f"datafiles-contained-1-{known.hexdigest()}", ContainedTable, lambda: _compared(data, more), path=part.path
    )
    yield from (replace(one, part=part.path, whole=whole.path) for one in kept)


def _probe(data: bytes) -> Iterator[bytes]:
    """Some rows, spread over the table: one that is missing spares the rest."""
    for place in range(1, _PROBES + 1):
        at = data.find(b"\n", len(data) * place // (_PROBES + 1))
        end = data.find(b"\n", at + 1)
        if 0 <= at < end:
            yield data[at + 1 : end].strip(b"\r")


def _compared(part: bytes, whole: bytes) -> Iterator[ContainedTable]:
    rows = [line for line in part.splitlines()[1:] if line]
    lines = whole.splitlines()
    if rows and len(rows) < len(lines) - 1 and set(lines).issuperset(rows):
        yield ContainedTable(part="", whole="", rows=len(rows), whole_rows=len(lines) - 1)

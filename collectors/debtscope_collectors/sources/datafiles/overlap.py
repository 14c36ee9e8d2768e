"""Rows that the training split of a data set shares with a split that is to measure it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b

from debtscope.api import FileEntry, Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.datafiles.facts import SplitOverlap
from debtscope_collectors.sources.personal.tables import decoded, delimited

TRAIN = regex(r"(?<![a-z])train(?:ing)?(?![a-z])|(?<=_)tr(?=[_.])", re.IGNORECASE)
TEST = regex(
    r"(?<![a-z])(?:test(?:ing)?|val(?:id(?:ation)?)?|hold[-_]?out|dev|eval(?:uation)?)(?![a-z])", re.IGNORECASE
)
_WHOLE = regex(r"(?:^|[-_])(?:data(?:set)?|full|all)$", re.IGNORECASE)
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
_VERSION = 1
_BYTES = 4 * 1024 * 1024
_TOTAL = 24 * 1024 * 1024
_PARSED = 1024 * 1024
_ROWS = 100_000
_FEWEST = 20
_SHORTEST = 12
"""Letters of a row below which rows repeat by chance."""
_NUMBERING = regex(r"^(?:unnamed.*|index|idx|id|row|row_?(?:id|num(?:ber)?)|.*[_ ]id|.*[a-z]Id|.*ID|)$", re.IGNORECASE)


def pairs(files: Sequence[FileEntry]) -> Iterator[tuple[FileEntry, FileEntry]]:
    """(train, test) of one data set: paths that differ in the word for the split alone, or a data set beside its only holdout."""
    trains: dict[str, FileEntry] = {}
    for entry in files:
        if TRAIN.search(entry.path) and not TEST.search(entry.path.rpartition("/")[2]):
            trains.setdefault(TRAIN.sub("*", entry.path.lower()), entry)
    folders = {entry.path.rpartition("/")[0] for entry in trains.values()}
    wholes: dict[str, FileEntry] = {}
    for entry in files:
        folder, _, name = entry.path.rpartition("/")
        if folder not in folders and _WHOLE.search(name.partition(".")[0]):
            wholes.setdefault(folder, entry)
    for entry in files:
        folder, _, name = entry.path.rpartition("/")
        if TEST.search(entry.path) and not TRAIN.search(name):
            other = trains.get(TEST.sub("*", entry.path.lower())) or (wholes.get(folder) if TEST.search(name) else None)
            if other is not None and other.path != entry.path:
                yield other, entry


def overlaps(workspace: Workspace, files: Sequence[FileEntry]) -> Iterator[SplitOverlap]:
    """One fact per pair that shares rows, or is a copy."""
    room = _TOTAL
    for train, test in pairs(files):
        if train.size == test.size and _are_equal(workspace, train, test):
            yield SplitOverlap(train=train.path, test=test.path, rows=0, shared=0, own=0.0, is_whole=True, is_copy=True)
            continue
        room -= min(train.size, _BYTES) + min(test.size, _BYTES)
        if room < 0 or not (train.path.lower().endswith(_TABLES) and test.path.lower().endswith(_TABLES)):
            continue
        try:
            yield from _overlap(workspace, train, test)
        except Unreadable:
            continue


def _are_equal(workspace: Workspace, one: FileEntry, other: FileEntry) -> bool:
    try:
        return one.size > 0 and workspace.md5(one.path) == workspace.md5(other.path)
    except Unreadable:
        return False


def _overlap(workspace: Workspace, train: FileEntry, test: FileEntry) -> Iterator[SplitOverlap]:
    heads = [_head(workspace, entry) for entry in (train, test)]
    known = blake2b(digest_size=16)
    for head, _ in heads:
        known.update(blake2b(head, digest_size=16).digest())
    is_json = not train.path.lower().endswith((".csv", ".tsv"))
    whole = heads[0][1] and heads[1][1]
    kept = workspace.cached(
        f"datafiles-overlap-{_VERSION}-{known.hexdigest()}-{train.size}-{test.size}",
        SplitOverlap,
        lambda: _compared(heads[0][0], heads[1][0], whole=whole, is_json=is_json),
        path=test.path,
    )
    yield from (replace(one, train=train.path, test=test.path) for one in kept)


def _head(workspace: Workspace, entry: FileEntry) -> tuple[bytes, bool]:
    head = workspace.head(entry.path, _BYTES)
    return (head, True) if len(head) >= entry.size else (head[: head.rfind(b"\n") + 1], False)


def _compared(train: bytes, test: bytes, *, whole: bool, is_json: bool) -> Iterator[SplitOverlap]:
    if is_json:
        rows: tuple[list[str], list[str]] | None = (_lines(train), _lines(test))
    else:
        rows = _whole_lines(train, test) or _common_columns(train, test)
    if rows is None or min(map(len, rows)) < _FEWEST or sum(map(len, rows[1][:100])) < _SHORTEST * len(rows[1][:100]):
        return
    known = set(rows[0])
    shared = [row for row in rows[1] if row in known]
    if shared:
        own = 1 - len(known) / len(rows[0])
        digest = blake2b(shared[0].encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
        yield SplitOverlap(
            train="", test="", rows=len(rows[1]), shared=len(shared), own=round(own, 4), is_whole=whole, digest=digest
        )


def _lines(data: bytes) -> list[str]:
    return [line for line in decoded(data).splitlines()[:_ROWS] if line.strip()]


def _whole_lines(train: bytes, test: bytes) -> tuple[list[str], list[str]] | None:
    """Rows as they are written, where both have the same header and nothing but a first column numbers them."""
    lines = (_lines(train), _lines(test))
    if not lines[0] or not lines[1] or lines[0][0] != lines[1][0]:
        return None
    header = lines[0][0]
    mark = max(",;\t|", key=header.count)
    names = [name.strip().strip('"') for name in header.split(mark)]
    if any(_NUMBERING.match(name) for name in names[1:]):
        return None
    bodies = (lines[0][1:], lines[1][1:])
    if _NUMBERING.match(names[0]) and all(
        len({row.partition(mark)[0] for row in body}) == len(body) for body in bodies
    ):
        return [row.partition(mark)[2] for row in bodies[0]], [row.partition(mark)[2] for row in bodies[1]]
    return bodies


def _common_columns(train: bytes, test: bytes) -> tuple[list[str], list[str]] | None:
    """Rows by the columns that both have, those that number the rows left out."""
    tables = [_table(data) for data in (train, test)]
    if tables[0] is None or tables[1] is None:
        return None
    names = [name for name in tables[0] if name in tables[1]]
    kept = [n for n in names if not (_NUMBERING.match(n) and all(_is_unique(t[n]) for t in tables if t is not None))]
    if len(kept) < 2:
        return None
    one, other = (
        ["\x1f".join(row) for row in zip(*(t[n] for n in kept), strict=True)] for t in tables if t is not None
    )
    return one, other


def _is_unique(values: Sequence[str]) -> bool:
    return len(set(values)) == len(values)


def _table(data: bytes) -> dict[str, list[str]] | None:
    head = data if len(data) <= _PARSED else data[:_PARSED]
    found = delimited(head, whole=len(head) == len(data), most=_ROWS)
    if found is None:
        return None
    header = found[0]
    try:
        rows = [row for row in found[1] if len(row) == len(header)]
    except csv.Error:
        return None
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True)) if rows else None

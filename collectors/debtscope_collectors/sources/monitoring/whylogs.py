"""whylogs: profiles in binary form by their header, and exports (`to_pandas()` as CSV or JSON). Values stay where they are.

A profile file is `WHY1`, a zero byte, and a length-delimited protobuf header (times, tags, metadata, columns; whylogs' own
`whylogs_messages.proto`), then the sketches, which are not read: everything that rules ask for stands in the header.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from debtscope_collectors.sources.monitoring.dates import Dating, is_standing, series_of
from debtscope_collectors.sources.monitoring.facts import MonitorReport
from debtscope_collectors.sources.monitoring.shape import count, mapping, mappings, text

MAGIC = b"WHY1"
MAX_HEADER = 4 * 1024 * 1024
_MARKS = (b"counts/n", b"cardinality/est", b"distribution/mean", b"types/fractional")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MODEL_KEYS = ("model", "model_name", "model_id", "whylabs.model_id", "name")
_VERSION_KEYS = ("model_version", "version")


@dataclass(slots=True)
class _Header:
    made: int = 0
    of: int = 0
    """Milliseconds since 1970: when the profile was made, and the time that its data is of."""
    words: dict[str, str] = field(default_factory=dict[str, str])
    columns: list[str] = field(default_factory=list[str])


def looks_like(head: bytes) -> bool:
    """Whether the head of a CSV or JSON file is a profile's."""
    plain = head.replace(b"\\/", b"/")
    return sum(mark in plain for mark in _MARKS) >= 2


def read_table(content: str, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """A profile exported as CSV: one row per column."""
    rows: dict[str, int | None] = {}
    try:
        for row in csv.DictReader(content.splitlines()[:20_000]):
            name = row.get("column") or row.get("")
            if name:
                rows[name[:200]] = count(row.get("counts/n"))
    except csv.Error:
        pass
    yield _report(path, date_of, rows)


def read_export(document: object, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """A profile exported as JSON, by column (`orient="index"`), by field, or as records."""
    top = mapping(document)
    rows: dict[str, int | None] = {}
    for row in mappings(document):
        if name := text(row.get("column"), 200):
            rows[name] = count(row.get("counts/n"))
    if "counts/n" in top:
        rows = {name[:200]: count(value) for name, value in mapping(top["counts/n"]).items()}
    elif not rows:
        rows = {name[:200]: count(mapping(told).get("counts/n")) for name, told in top.items() if mapping(told)}
    yield _report(path, date_of, rows)


def read_profile(content: bytes, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """A binary profile by its header. Raises ValueError for a damaged one."""
    if content[:4] != MAGIC:
        raise ValueError("not a whylogs profile")
    size, at = _varint(content, 5)
    if size > MAX_HEADER or at + size > len(content):
        raise ValueError("its header is cut off")
    header = _header(content[at : at + size])
    of, made = _moment(header.of), _moment(header.made)
    when, dated_by = date_of(path, of)
    if when is None or dated_by == "git":
        when, dated_by = date_of(path, made)
    words = header.words
    yield MonitorReport(
        tool="whylogs", tool_version=words.get("whylogs.version"), path=path, stream=series_of(path),
        at=None if is_standing(path) else when, dated_by="none" if is_standing(path) else dated_by, kind="profile",
        reference_at=when if is_standing(path) else None, profiled=tuple(sorted(header.columns)),
        model=next((words[key] for key in _MODEL_KEYS if key in words), None),
        model_version=next((words[key] for key in _VERSION_KEYS if key in words), None),
        segments=tuple(sorted(key for key in words if "." not in key and key not in (*_MODEL_KEYS, *_VERSION_KEYS))),
    )  # fmt: skip


def _moment(milliseconds: int) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC) if 0 < milliseconds < 4e12 else None


def _report(path: str, date_of: Dating, rows: Mapping[str, int | None]) -> MonitorReport:
    at, dated_by = date_of(path, None)
    return MonitorReport(
        tool="whylogs", tool_version=None, path=path, stream=series_of(path), at=at, dated_by=dated_by, kind="profile",
        profiled=tuple(sorted(rows)), current_rows=max((n for n in rows.values() if n is not None), default=None),
    )  # fmt: skip


def _header(content: bytes) -> _Header:
    """`DatasetSegmentHeader`: 1 = properties, 2 = offsets by column."""
    found = _Header()
    for key, value in _fields(content):
        if not isinstance(value, bytes):
            continue
        if key == 1:
            _properties(value, found)
        elif key == 2 and (name := _entry(value)[0]):
            found.columns.append(name[:200])
    return found


def _properties(content: bytes, found: _Header) -> None:
    """`DatasetProperties`: 4 = creation time, 5 = dataset time, 6 = tags, 7 = metadata."""
    for key, value in _fields(content):
        if isinstance(value, bytes):
            if key in (6, 7):
                name, told = _entry(value)
                found.words[name[:100]] = told[:100]
        elif key == 4:
            found.made = value
        elif key == 5:
            found.of = value


def _entry(content: bytes) -> tuple[str, str]:
    """One entry of a map of texts."""
    key = value = ""
    for number_, part in _fields(content):
        if isinstance(part, bytes) and number_ == 1:
            key = part.decode("utf-8", "replace")
        elif isinstance(part, bytes) and number_ == 2:
            value = part.decode("utf-8", "replace")
    return key, value


def _fields(content: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of each field of one protobuf message; nested messages stay bytes. Raises ValueError."""
    at = 0
    while at < len(content):
        tag, at = _varint(content, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(content, at)
            yield tag >> 3, value
            continue
        size, at = _varint(content, at) if kind == _BYTES else ({_FIXED64: 8, _FIXED32: 4}.get(kind, -1), at)
        if size < 0 or at + size > len(content):
            raise ValueError("its header is damaged")
        yield tag >> 3, content[at : at + size]
        at += size


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(content):
            break
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("its header is damaged")

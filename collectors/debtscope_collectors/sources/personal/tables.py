"""Tables in bytes: CSV, JSON, JSON lines and the tables that notebooks keep as HTML or text. Samples only."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.personal import kinds
from debtscope_collectors.sources.shape import is_list, mapping, sequence, text, words

SAMPLE_BYTES = 96 * 1024
MAX_ROWS = 200
_MAX_COLUMNS = 500


@frozen(kw_only=False)
class Table:
    """A sample of one table: column -> values of up to 200 rows."""

    place: str
    columns: dict[str, list[str]]
    rows: int
    """Sampled."""
    needle: str = ""
    """Text by which its line in the file can be found."""
    total: int = 0
    """Of the whole table, estimated."""


def csv_table(head: bytes, *, whole: bool) -> Table | None:
    """The sample of a delimited file; None when no column name is of interest, which is seen from its first line."""
    found = delimited(head, whole=whole, most=MAX_ROWS)
    if found is None or not any(kinds.kind_of(name) for name in found[0]):
        return None
    header = found[0][:_MAX_COLUMNS]
    try:
        body = [row for row in found[1] if row]
    except csv.Error:
        return None
    columns = {name: [row[n] for row in body if n < len(row)] for n, name in enumerate(header) if kinds.kind_of(name)}
    return Table("", columns, len(body))


def delimited(head: bytes, *, whole: bool, most: int) -> tuple[list[str], Iterator[list[str]]] | None:
    """(column names, up to `most` rows) of a delimited file by its first bytes; None where there is no first line.

    The rows are read as they are asked for, and may raise csv.Error.
    """
    source = decoded(head)
    if not whole:
        source = source[: source.rfind("\n") + 1]
    lines = source.splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if first is None or len(lines[first]) > 20_000:
        return None
    delimiter = max(",;\t|", key=lines[first].count)
    if not lines[first].count(delimiter):
        delimiter = ","
    rows = csv.reader(lines[first : first + most + 1], delimiter=delimiter)
    try:
        return [name.strip() for name in next(rows)], rows
    except (csv.Error, StopIteration):
        return None


def json_table(head: bytes, *, whole: bool) -> Table | None:
    """A list of records, JSON lines, or an object that holds a list of records; cut files are read object by object."""
    source = decoded(head)
    records: list[object] = []
    if whole:
        try:
            records = _records(json.loads(source))
        except (ValueError, RecursionError):
            records = []
    records = records or list(_objects(source))
    columns: dict[str, list[str]] = {}
    for record in records[:MAX_ROWS]:
        for name, value in _flat(record):
            if kinds.kind_of(name):
                columns.setdefault(name, []).append(value)
    return Table("", columns, len(records[:MAX_ROWS])) if columns else None


def _records(data: object) -> list[object]:
    if is_list(data):
        return [item for item in data if isinstance(item, dict)]
    lists = [value for value in mapping(data).values() if is_list(value) and value and isinstance(value[0], dict)]
    if lists:
        return list(max(lists, key=len))
    table = mapping(data)
    sized = {key: sequence(value) for key, value in table.items() if is_list(value)}
    if sized and len({len(v) for v in sized.values()}) == 1:  # columns rather than rows
        return [dict(zip(sized, row, strict=True)) for row in zip(*sized.values(), strict=True)]
    return []


def _objects(source: str) -> Iterator[object]:
    """The objects of JSON lines, or of a cut array; stops at the first that is not whole."""
    decoder = json.JSONDecoder()
    at = source.find("{")
    for _ in range(MAX_ROWS):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(source, at)
        except (ValueError, RecursionError):
            return
        yield value
        at = source.find("{", end)


def _flat(record: object) -> Iterator[tuple[str, str]]:
    """Fields of a record, one level of nesting opened under the inner name."""
    for name, value in mapping(record).items():
        nested = mapping(value)
        if nested:
            yield from ((inner, said) for inner, item in nested.items() if (said := text(item)))
        elif said := text(value):
            yield name, said


_ROW = regex(r"<tr[^>]{0,200}>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = regex(r"<t[hd][^>]{0,200}>(.*?)</t[hd]>", re.DOTALL | re.IGNORECASE)
_TAG = regex(r"<[^<>]{0,200}>")
_MAX_HTML = 400_000


def notebook_tables(data: object) -> Iterator[Table]:
    """Tables in the stored outputs of code cells."""
    number = 0
    for item in sequence(mapping(data).get("cells")):
        cell = mapping(item)
        if cell.get("cell_type") != "code":
            continue
        number += 1
        for output in sequence(cell.get("outputs")):
            rich = mapping(mapping(output).get("data"))
            markup = "".join(words(rich.get("text/html")))[:_MAX_HTML]
            plain = "".join(words(rich.get("text/plain")) or words(mapping(output).get("text")))[:_MAX_HTML]
            table = _html_table(markup) if "<td" in markup else _text_table(plain)
            if table:
                yield replace(table, place=f"output of code cell {number}")


def _html_table(markup: str) -> Table | None:
    rows = [[html.unescape(_TAG.sub("", cell)).strip() for cell in _CELL.findall(row)] for row in _bounded_rows(markup)]
    rows = [row for row in rows if row]
    if len(rows) < 2:
        return None
    header, body = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    columns = {name: [row[n] for row in body] for n, name in enumerate(header) if kinds.kind_of(name)}
    needle = next(iter(columns), "")
    return Table("", columns, len(body), needle) if columns and body else None


def _bounded_rows(markup: str) -> Iterator[str]:
    for count, match in enumerate(_ROW.finditer(markup)):
        if count > MAX_ROWS:
            return
        yield match[1]


_ANY_EMAIL = regex(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_ANY_PHONE = regex(r"\+\d[\d().-]{0,4}(?:[ ]?[\d().-]{2,8}){1,5}")


_PROSE = regex(r"[,;:.!?]\s*$|[,;]\s")
"""A line that is part of a sentence, or of a message's head, is no heading of a table."""


def _text_table(plain: str) -> Table | None:
    """A printed frame: a line of column names, then lines of values. Only forms that stand out of a line are judged."""
    lines = plain.splitlines()[: MAX_ROWS * 2]
    for at, line in enumerate(lines):
        names = [name for name in line[:2000].split() if kinds.kind_of(name)]
        if not names or "@" in line or _PROSE.search(line):
            continue
        wide = len(line[:2000].split())
        body = [below[:2000] for below in lines[at + 1 : at + 1 + MAX_ROWS] if len(below[:2000].split()) >= wide]
        columns: dict[str, list[str]] = {}
        for name in names:
            kind = kinds.kind_of(name)
            pattern = {"e-mail address": _ANY_EMAIL, "phone number": _ANY_PHONE}.get(kind.words if kind else "")
            if pattern and body:
                found = [match[0].strip() if (match := pattern.search(row)) else "?" for row in body]
                columns[name] = found
        if columns:
            return Table("", columns, len(body), line.strip()[:60])
    return None


def decoded(head: bytes) -> str:
    """As UTF-8 where it is that, else as latin-1; a character that the sample cuts is dropped."""
    for codec in ("utf-8-sig", "latin-1"):
        try:
            return head.decode(codec)
        except UnicodeDecodeError as error:
            if codec == "utf-8-sig" and error.start > len(head) - 4:  # a character cut by the sample's end
                return head[: error.start].decode("utf-8-sig")
    return ""

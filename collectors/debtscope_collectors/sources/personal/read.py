"""Looks for columns about people in committed data files and notebook outputs. Values are judged here and forgotten."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace

from debtscope.api import Collector, FileEntry, SensitiveLine, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.personal import kinds, parquet
from debtscope_collectors.sources.personal.facts import PersonalColumn
from debtscope_collectors.sources.personal.tables import (
    SAMPLE_BYTES,
    Table,
    csv_table,
    json_table,
    notebook_tables,
)

_DELIMITED = ("*.csv", "*.tsv", "*.psv", "*.tab")
_JSON = ("*.json", "*.jsonl", "*.ndjson")
_ENOUGH = 0.2
_UNQUOTED = 40
"""Lines of values below a table's head that nobody may quote: more than an excerpt shows around the place of an item."""
_WORDS = regex(
    rb"mail|phone|telef|mobil|handy|celular|msisdn|iban|bank|konto|card|karte|carte|tarjeta|cartao|ssn|social|nino|national|steuer|"
    rb"ausweis|dni|nif|cpf|bsn|burger|insee|pass|reise|pasa|licen|birth|geburt|nacim|naiss|nasc|geboor|dob|first|last|sur_?name|"
    rb"full|vorname|nachname|apellid|prenom|courriel|correo|street|addr|anschrift|tel\b"
)
_MAX_NOTEBOOK = 16 * 1024 * 1024


class PersonalDataCollector:
    """Personal columns of tracked tables."""

    name = "personal"
    kind = "committed tables and notebook outputs, for personal data"
    how = "Nothing to provide: data files and notebooks in the repository are sampled."
    provides = (PersonalColumn, SensitiveLine)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A PersonalColumn per column whose name and values agree."""
        count = 0
        tables = ((_DELIMITED, _csv), (_JSON, _json), (("*.parquet", "*.pq"), _parquet), (("*.ipynb",), _notebook))
        for globs, read in tables:
            entries = [e for e in workspace.find(*globs) if e.is_tracked is not False and e.size]
            count += len(entries)

            def found(entry: FileEntry, read: Reader = read) -> Iterator[PersonalColumn | SensitiveLine]:
                return _read(workspace, entry, read)

            kinds = (PersonalColumn, SensitiveLine)
            for _, records in workspace.each(f"personal 1 {read.__name__}", kinds, entries, found):
                yield from records or ()
        for entry, read in _kept_by_dvc(workspace):
            count += 1
            yield from _read(workspace, entry, read)
        if count:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ,
                detail=counted(count, "file"), read_files=count,
            )  # fmt: skip


Reader = Callable[[Workspace, FileEntry], Iterator[Table]]


def _read(workspace: Workspace, entry: FileEntry, read: Reader) -> Iterator[PersonalColumn | SensitiveLine]:
    try:
        for table in read(workspace, entry):
            yield from _columns(workspace, entry, table)
    except Unreadable:
        return  # the files and python collectors tell what could not be read


def _kept_by_dvc(workspace: Workspace) -> Iterator[tuple[FileEntry, Reader]]:
    """The working copies of files that DVC keeps: git ignores them, training reads them."""
    readers: dict[str, Reader] = {".csv": _csv, ".tsv": _csv, ".json": _json, ".jsonl": _json, ".parquet": _parquet}
    for pointer in workspace.find("*.dvc"):
        path = pointer.path.removesuffix(".dvc")
        read = readers.get(posixpath.splitext(path)[1].lower())
        entry = workspace.entry(path) if read else None
        if read and entry is not None and entry.is_ignored and entry.size:
            yield entry, read


def _csv(workspace: Workspace, entry: FileEntry) -> Iterator[Table]:
    head = workspace.head(entry.path, SAMPLE_BYTES)
    if _WORDS.search(head[:20_000].lower()) and (table := csv_table(head, whole=len(head) >= entry.size)):
        yield replace(table, total=round(head.count(b"\n") * entry.size / len(head)) - 1)


def _json(workspace: Workspace, entry: FileEntry) -> Iterator[Table]:
    head = workspace.head(entry.path, SAMPLE_BYTES)
    if _WORDS.search(head.lower()) and (table := json_table(head, whole=len(head) >= entry.size)):
        if sum(field in head for field in _GENERATED) > 2:
            return
        key = f'"{next(iter(table.columns))}"'.encode()
        yield replace(table, total=round(head.count(key) * entry.size / len(head)))


def _parquet(workspace: Workspace, entry: FileEntry) -> Iterator[Table]:
    if table := parquet.sample(workspace, entry.path):
        yield table


def _notebook(workspace: Workspace, entry: FileEntry) -> Iterator[Table]:
    """Parsed only where the bytes have an address or an international number, and a word of the lexicon."""
    if entry.size > _MAX_NOTEBOOK:
        return
    data = _IMAGE.sub(b"", workspace.read(entry.path))
    if b'"outputs"' in data and _speaks_of_people(data):
        yield from notebook_tables(workspace.json(entry.path))


_GENERATED = (b'"isActive"', b'"eyeColor"', b'"favoriteFruit"', b'"registered"', b'"guid"', b'"greeting"')
"""Fields of the template that a well-known generator of invented people offers."""
_IMAGE = regex(rb'"image/(?:png|jpeg|gif)": ?"[^"\n]*"')
_ADDRESS = regex(rb"@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2}")
_NUMBER = regex(rb"\+\d{1,3}[ .(-]\d|\d{3}[-.]\d{3,4}[-.]\d{4}|[A-Z]{2}\d{2} ?\d{4} ?\d{4}|\d{3}-\d{2}-\d{4}")


_FORMS = bytes(
    0x30 if 0x30 <= code <= 0x39 else 0x41 if 0x41 <= code <= 0x5A else 0x2D if code in b" .(-" else code
    for code in range(256)
)
"""Digits as one, big letters as one, and what stands between groups of them as one."""
_NUMBER_FORMS = (
    b"+0-0", b"+00-0", b"+000-0", b"000-000-0000", b"000-0000-0000", b"000-00-0000", b"AA0000000000", b"AA00-0000-0000", b"AA00-00000000",
    b"AA000000-0000",
)  # fmt: skip
"""In that form, every number above holds one of them."""


def _speaks_of_people(data: bytes) -> bool:
    return (bool(_ADDRESS.search(data)) or _has_number(data)) and _WORDS.search(data.lower()) is not None


def _has_number(data: bytes) -> bool:
    alike = data.translate(_FORMS)
    return any(_NUMBER.match(data, at) for form in _NUMBER_FORMS for at in _places(alike, form))


def _places(data: bytes, form: bytes) -> Iterator[int]:
    at = data.find(form)
    while at >= 0:
        yield at
        at = data.find(form, at + 1)


def _columns(workspace: Workspace, entry: FileEntry, table: Table) -> Iterator[PersonalColumn | SensitiveLine]:
    told: set[int] = set()
    for column, values in table.columns.items():
        kind = kinds.kind_of(column)
        if kind is None:
            continue
        share, reserved = kinds.measure(kind, values)
        if share <= _ENOUGH or len(values) < 2:
            continue
        line = _line(workspace, entry, table)
        if kind.is_strong and line:
            first = line if entry.path.endswith((".csv", ".tsv", ".psv", ".tab", ".ipynb")) else line - 1
            fresh = [n for n in range(first + 1, first + 1 + _UNQUOTED) if n not in told]
            told.update(fresh)
            yield from (SensitiveLine(path=entry.path, line=n) for n in fresh)
        yield PersonalColumn(
            path=entry.path, place=table.place, line=line, column=column[:80], kind=kind.words,
            share=share, sampled=len(values), is_strong=kind.is_strong, is_reserved=reserved,
            rows=max(table.rows, table.total), is_tracked=entry.is_tracked, in_git=not entry.is_ignored,
        )  # fmt: skip


def _line(workspace: Workspace, entry: FileEntry, table: Table) -> int | None:
    if not table.needle:
        return None if table.place else 1
    data = workspace.read(entry.path)
    at = data.find(table.needle.encode())
    return data.count(b"\n", 0, at) + 1 if at >= 0 else None


collector: Collector = PersonalDataCollector()

"""Searches the text of every file for credentials and marks, in one pass over its bytes; values stay in `detect`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debtscope.api import (
    Collector,
    DebtMark,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    IgnoreMark,
    SensitiveLine,
    SourceReport,
    SourceStatus,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.marks.find import find_marks
from debtscope_collectors.sources.secrets.detect import Hit, find_secrets
from debtscope_collectors.sources.secrets.facts import NAMED_ONLY, SecretFinding

_BESIDE = 2
_CONFIG = 8
"""Lines of a web client's settings object."""
_STAND_IN = re.compile(rb"https?://(?:some[.-](?:domain|host|server)|your[.-]?(?:domain|host|server)|<)", re.IGNORECASE)
"""An address beside a credential that only shows how the call is written."""
_OWN_MACHINE = re.compile(rb"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?![\w.])")
_DEVELOPERS = regex(
    r"(?:^|/)(?:dev-?tools?|local[-_]?dev|minikube|tilt|(?:\w{1,40}[-_])?local[-_](?:server|stack|env|setup|remote)\w{0,40})/|(?:^|[/_-])local\.(?:sh|env|ini|toml)$|(?:^|/|\.)tiltfile$|(?:^|/)(?:docker-)?compose\.(?:local|dev)\.ya?ml$",
    re.IGNORECASE,
)
"""Places of what developers start on their own machine."""
_BINARY = regex(
    r"\.(?:png|jpe?g|gif|webp|ico|bmp|tiff?|pdf|zip|gz|bz2|xz|zst|7z|tar|whl|egg|jar|pkl|pickle|joblib|npy|npz|h5|hdf5|onnx|pt|pth|"
    r"safetensors|bin|parquet|feather|arrow|avro|orc|db|sqlite3?|woff2?|ttf|otf|eot|mp[34]|wav|ogg|flac|mov|avi|pyc|so|dll|exe|tfrecord|"
    r"model|msgpack|idx|mo|xlsx?|docx?|pptx?)$",
    re.IGNORECASE,
)
_WHOLE = 8 * 1024 * 1024
_HEAD = 1024 * 1024


@frozen
class _Text:
    """The file is text and was searched."""


_Record = SecretFinding | SensitiveLine | DebtMark | IgnoreMark | _Text


class SecretsCollector:
    """Credentials in text files."""

    name = "secrets"
    kind = "text of every file, for credentials and debt marks"
    how = "Nothing to provide: every text file is searched."
    provides = (SecretFinding, SensitiveLine, DebtMark, IgnoreMark)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A SecretFinding per place, redacted."""
        count = 0
        entries = [entry for entry in workspace.files if entry.size and may_hold_secrets(entry.path)]

        def search(entry: FileEntry) -> Iterator[_Record]:
            return _search(workspace, entry)

        kinds = (SecretFinding, SensitiveLine, DebtMark, IgnoreMark, _Text)
        for entry, records in workspace.each("secrets 14", kinds, entries, search):
            if not records:
                continue  # the files collector tells what could not be read
            count += 1
            if entry.size > _WHOLE:
                yield self._partly(entry)
            yield from records[1:]
        if count:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ,
                detail=counted(count, "file"), read_files=count,
            )  # fmt: skip

    def _partly(self, entry: FileEntry) -> Diagnostic:
        return Diagnostic(
            severity=DiagnosticSeverity.NOTE, collector=self.name, path=entry.path,
            message=f"only the first MiB of {entry.size // 1024 // 1024} was searched for credentials",
        )  # fmt: skip


def _search(workspace: Workspace, entry: FileEntry) -> Iterator[_Record]:
    """What is found in one file, behind a word that it is text; nothing of a binary one. Raises Unreadable."""
    data = workspace.read(entry.path) if entry.size <= _WHOLE else workspace.head(entry.path, _HEAD)
    if b"\0" in data[:8192]:
        return
    yield _Text()
    yield from find_marks(entry.path, data)
    searched = find_secrets(entry.path, data)
    yield from (SensitiveLine(path=entry.path, line=number) for number in searched.sensitive)
    for hit, is_example in with_stand_ins(data, searched.hits):
        if hit.kind in ("Google API key", "API key") and _is_of_a_web_client(data, hit):
            continue
        yield SecretFinding(
            path=entry.path, line=hit.line, kind=hit.kind, shape=hit.shape, fingerprint=hit.fingerprint,
            is_example=is_example, is_tracked=entry.is_tracked, is_local=_is_local(entry.path, data, hit),
        )  # fmt: skip


def _is_of_a_web_client(data: bytes, hit: Hit) -> bool:
    """A key that Firebase hands to every browser (`authDomain` stands beside it): it names a project, its rules guard it."""
    lines = data.splitlines()[max(hit.line - 1 - _CONFIG, 0) : hit.line + _CONFIG]
    return b"authDomain" in b"\n".join(lines)


def with_stand_ins(data: bytes, hits: Sequence[Hit]) -> Iterator[tuple[Hit, bool]]:
    """Each hit, and whether its value is an example: a published one, or one beside an address that stands for others."""
    lines = data.splitlines() if hits else []
    for hit in hits:
        beside = b"\n".join(lines[max(hit.line - 1 - _BESIDE, 0) : hit.line + _BESIDE])
        yield hit, hit.is_example or _STAND_IN.search(beside) is not None


def _is_local(path: str, data: bytes, hit: Hit) -> bool:
    """A key of no provider, for what runs on a developer's machine: its place says so, or an address of the machine itself beside it
    (`url="http://localhost:8080", api_key=…`)."""
    if hit.kind not in NAMED_ONLY:
        return False
    if _DEVELOPERS.search(path):
        return True
    lines = data.splitlines()[max(hit.line - 1 - _BESIDE, 0) : hit.line + _BESIDE]
    return _OWN_MACHINE.search(b"\n".join(lines)) is not None


def may_hold_secrets(path: str) -> bool:
    """Whether a file is worth a look by its name: it is no picture, archive, model or table in bytes."""
    return not _BINARY.search(path)


collector: Collector = SecretsCollector()

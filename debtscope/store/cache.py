"""The scan cache over the history: answers to per-file questions, kept under keys that name the content."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast

from debtscope.store.archive import Archive
from debtscope.store.folder import StoreError
from debtscope.store.spool import Spool

_LARGEST = 8 * 1024 * 1024
_BETWEEN = "\0"
"""The one character that neither a path nor JSON can hold."""


class ScanCache:
    """Reads as asked, writes once at the end. A cache that fails costs time, never a scan."""

    def __init__(self, history: Archive, code: str = "") -> None:
        """`code` names the state of the code that reads, for what rests on more than one file; empty where that is not kept."""
        self._history = history
        self.code = code
        self._new = Spool()
        self._made_from: dict[str, str] = {}
        self._made_of: dict[str, Collection[str]] = {}
        self._files: dict[str, Mapping[str, str]] = {}
        self._broken = False

    def texts(self, keys: Sequence[str]) -> dict[str, str]:
        """The texts of those keys under which one is kept, fetched together."""
        if self._broken:
            return {}
        found = {key: self._new[key] for key in keys if key in self._new}
        try:
            found |= self._history.cached([key for key in keys if key not in found] if found else keys)
        except StoreError:
            self._broken = True
        return {key: text for key, raw in found.items() if (text := _text(raw)) is not None}

    def put_text(self, key: str, text: str, path: str = "") -> None:
        """Keeps a text from now on; too long a one is made again next time."""
        raw = text.encode("utf-8", "surrogatepass")
        if len(raw) <= _LARGEST and not self._broken:
            self._new.put(key, raw)
            self._made_from[key] = path

    def put_made(self, key: str, text: str, paths: Collection[str]) -> None:
        """Keeps what was made of several files."""
        self.put_text(key, text)
        self._made_of[key] = paths

    def get(self, key: str) -> list[Any] | None:
        """The records kept under a key."""
        try:
            value: object = json.loads(self.texts([key]).get(key, "null"))
        except (ValueError, RecursionError):
            return None
        return cast("list[Any]", value) if isinstance(value, list) else None

    def put(self, key: str, records: list[Any], path: str = "") -> None:
        """Keeps records from now on. Data that JSON cannot hold is made again next time."""
        try:
            text = json.dumps(records, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
        except (ValueError, TypeError, RecursionError):
            return
        self.put_text(key, text, path)

    def files(self, name: str) -> dict[str, str]:
        """The texts kept under a name, by the path of the file that each was made from."""
        key = _of_files(name)
        parts = self.texts([key]).get(key, "").split(_BETWEEN)
        return dict(zip(parts[::2], parts[1::2], strict=False))

    def put_files(self, name: str, texts: Mapping[str, str]) -> None:
        """Keeps these in the place of what was kept under that name."""
        self._files[name] = texts

    def flush(self, sensitive: Collection[str] = ()) -> None:
        """Writes what is new and marks what was used; nothing made from `sensitive` paths. Raises StoreError."""
        try:
            self._flush(sensitive)
        finally:
            self._new, self._files, self._made_of = Spool(), {}, {}

    def _flush(self, sensitive: Collection[str]) -> None:
        for key, path in self._made_from.items():
            if path in sensitive and key in self._new:
                self._new.drop(key)
        for key, paths in self._made_of.items():
            if key in self._new and not set(sensitive).isdisjoint(paths):
                self._new.drop(key)
        if not self._history.is_writable or self._broken:
            return
        self._history.keep(chain(self._new.items(), self._whole(sensitive)))

    def _whole(self, sensitive: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """What is kept of many files under one key, one key after another: all at once are many megabytes."""
        while self._files:
            name, texts = self._files.popitem()
            parts = (part for path, text in texts.items() if path not in sensitive for part in (path, text))
            yield _of_files(name), _BETWEEN.join(parts).encode("utf-8", "surrogatepass")


def _of_files(name: str) -> str:
    return f"files {name}"


def _text(raw: bytes) -> str | None:
    """None for what is no text any more."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None

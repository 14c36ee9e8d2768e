"""The scan cache over the history: answers to per-file questions, kept under keys that name the content."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, cast

from debtscope.store.archive import Archive
from debtscope.store.folder import StoreError
from debtscope.store.spool import Spool

_LARGEST = 8 * 1024 * 1024
_TEXT = b"="
"""Begins the body of a single text: it stands there as it is, for most are JSON already."""


class ScanCache:
    """Reads as asked, writes once at the end. A cache that fails costs time, never a scan."""

    def __init__(self, history: Archive) -> None:
        self._history = history
        self._new = Spool()
        self._made_from: dict[str, str] = {}
        self._files: dict[str, Spool] = {}
        self._expected: dict[str, bytes] = {}
        self._used: list[str] = []
        self._broken = False

    def expect(self, keys: Sequence[str]) -> None:
        """These are asked for next, each once: fetched in one go."""
        if not self._broken:
            try:
                self._expected = dict(self._history.cached(keys))
            except StoreError:
                self._broken = True

    def get(self, key: str) -> list[Any] | None:
        """The records kept under a key."""
        if self._broken:
            return None
        try:
            raw = self._new.get(key) or self._expected.pop(key, None) or self._history.cached([key]).get(key)
        except StoreError:
            self._broken = True
            return None
        if raw is None:
            return None
        try:
            value: object = [[raw[1:].decode("utf-8", "surrogatepass")]] if raw.startswith(_TEXT) else json.loads(raw)
        except (ValueError, RecursionError):
            return None
        self._used.append(key)
        return cast("list[Any]", value) if isinstance(value, list) else None

    def put(self, key: str, records: list[Any], path: str = "") -> None:
        """Keeps records from now on. Data that JSON cannot hold, or too much of it, is made again next time."""
        match records:
            case [[str() as text]]:
                raw = _TEXT + text.encode("utf-8", "surrogatepass")
            case _:
                raw = _dumped(records)
        if raw is not None:
            self._put(self._new, key, raw)
            self._made_from[key] = path

    def _put(self, spool: Spool, key: str, raw: bytes) -> None:
        if len(raw) <= _LARGEST and not self._broken:
            spool.put(key, raw)

    def files(self, name: str) -> dict[str, Any]:
        """The values kept under a name, by the path of the file that each was made from."""
        kept = self.get(name)
        pairs: object = dict(kept) if kept is not None and all(_is_pair(one) for one in kept) else {}
        return cast("dict[str, Any]", pairs)

    def put_files(self, name: str, values: dict[str, Any]) -> None:
        """Keeps these in the place of what was kept under that name."""
        spool = self._files[name] = Spool()
        for path, value in values.items():
            raw = _dumped([path, value])
            if raw is not None:
                self._put(spool, path, raw)

    def flush(self, sensitive: Collection[str] = ()) -> None:
        """Writes what is new and marks what was used; nothing made from `sensitive` paths. Raises StoreError."""
        try:
            self._flush(sensitive)
        finally:
            self._new, self._files = Spool(), {}

    def _flush(self, sensitive: Collection[str]) -> None:
        for name, spool in self._files.items():
            pairs = (raw for path, raw in spool.items() if path not in sensitive)
            self._put(self._new, name, b"[" + b",".join(pairs) + b"]")
        for key, path in self._made_from.items():
            if path in sensitive and key in self._new:
                self._new.drop(key)
        if self._history.is_writable and not self._broken and (self._new or self._used):
            self._history.keep(self._new, self._used)


def _dumped(value: list[Any]) -> bytes | None:
    """None for what JSON cannot hold."""
    try:
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, TypeError, RecursionError):
        return None


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(cast("list[Any]", value)) == 2 and isinstance(value[0], str)

"""Bytes on their way to the history, small in memory: nothing of them is on a disk before it is known to hold no credentials."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Final

_QUICK: Final = 1
"""What is read again within seconds is not worth more."""


class Spool(Mapping[str, bytes]):
    """What was put last under each key, in the order of the keys' first coming."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}

    def put(self, key: str, body: bytes) -> None:
        """Keeps it in the place of what was kept under that key."""
        self._packed[key] = zlib.compress(body, _QUICK)

    def drop(self, key: str) -> None:
        """Lets go what is kept under a key."""
        del self._packed[key]

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __getitem__(self, key: str) -> bytes:
        return zlib.decompress(self._packed[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

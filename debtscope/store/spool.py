"""Bytes on their way to the history, small in memory: nothing of them is on a disk before it is known to hold no credentials."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Final

_QUICK: Final = 1
"""What is read again within seconds is not worth more."""
_BLOCK: Final = 64 * 1024
"""Bytes that are packed together: what is said of one file is said of the next in much the same words."""


class Spool(Mapping[str, bytes]):
    """What was put last under each key, in the order of the keys' first coming."""

    def __init__(self) -> None:
        self._block_of: dict[str, int] = {}
        self._packed: list[bytes] = []
        self._within: list[dict[str, int]] = []
        """Of each packed block, where the bodies of its keys end; in their order."""
        self._open: dict[str, bytes] = {}
        """The block that is not packed yet."""
        self._size = 0
        self._last: tuple[int, Mapping[str, bytes]] = (-1, {})

    def put(self, key: str, body: bytes) -> None:
        """Keeps it in the place of what was kept under that key."""
        self._size += len(body) - len(self._open.pop(key, b""))
        self._open[key] = body
        self._block_of[key] = len(self._packed)
        if self._size >= _BLOCK:
            self._pack()

    def drop(self, key: str) -> None:
        """Lets go what is kept under a key."""
        del self._block_of[key]
        self._size -= len(self._open.pop(key, b""))

    def _pack(self) -> None:
        ends: dict[str, int] = {}
        end = 0
        for key, body in self._open.items():
            ends[key] = end = end + len(body)
        self._packed.append(zlib.compress(b"".join(self._open.values()), _QUICK))
        self._within.append(ends)
        self._open, self._size = {}, 0

    def _unpacked(self, block: int) -> Mapping[str, bytes]:
        """Bodies by key; the block that was asked for last stays open, since neighbours are asked for one after another."""
        if block == len(self._packed):
            return self._open
        if self._last[0] != block:
            whole, start, bodies = zlib.decompress(self._packed[block]), 0, dict[str, bytes]()
            for key, end in self._within[block].items():
                bodies[key] = whole[start:end]
                start = end
            self._last = (block, bodies)
        return self._last[1]

    def __contains__(self, key: object) -> bool:
        return key in self._block_of

    def __getitem__(self, key: str) -> bytes:
        return self._unpacked(self._block_of[key])[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._block_of)

    def __len__(self) -> int:
        return len(self._block_of)

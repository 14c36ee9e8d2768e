"""Bytes on their way to the history. Beyond a few MiB they lie in a file without a name, which goes with the process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from typing import Final

_IN_MEMORY: Final = 4 * 1024 * 1024


class Spool(Mapping[str, bytes]):
    """What was put last under each key, in the order of the keys' first coming. Every method may raise OSError."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="debtscope-")  # noqa: SIM115 - closed by close()
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, key: str, body: bytes) -> None:
        """Keeps it in the place of what was kept under that key."""
        self._file.seek(self._end)
        self._file.write(body)
        self._places[key] = (self._end, len(body))
        self._end += len(body)

    def drop(self, key: str) -> None:
        """Lets go what is kept under a key."""
        del self._places[key]

    def close(self) -> None:
        """Lets go everything."""
        self._file.close()
        self._places.clear()

    def __getitem__(self, key: str) -> bytes:
        start, length = self._places[key]
        self._file.seek(start)
        return self._file.read(length)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

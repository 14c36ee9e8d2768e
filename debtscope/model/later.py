"""A tuple that is read when somebody first looks: a ledger of many items is listed without the proof of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Later(Sequence[T], Generic[T]):
    """Equal to the tuple that it stands for. `read` keeps what it read if that is worth the memory."""

    __slots__ = ("_key", "_read")

    def __init__(self, read: Callable[[int], tuple[T, ...]], key: int) -> None:
        self._read, self._key = read, key

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._read(self._key)[index]

    def __len__(self) -> int:
        return len(self._read(self._key))

    def __iter__(self) -> Iterator[T]:
        return iter(self._read(self._key))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Later):
            return self._read(self._key) == tuple(other)  # pyright: ignore[reportUnknownArgumentType] - Later[Unknown]
        return self._read(self._key) == other

    def is_surely(self, other: object) -> bool:
        """Whether the other stands for the same kept tuple, told without reading either; of two stores nothing is sure."""
        return isinstance(other, Later) and self._key == other._key  # pyright: ignore[reportUnknownMemberType] - Later[Unknown]

    def __hash__(self) -> int:
        return hash(self._read(self._key))

    def __repr__(self) -> str:
        return repr(self._read(self._key))

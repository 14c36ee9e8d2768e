"""What keeps snapshots: a file of the repository (`store.history`) or a database that teams share (`store.shared`).

Reading gives pieces, which `store.snapshots` puts together; every write is one transaction.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from debtscope.store.history import Body, Sheet, Sighting, StoredSnapshot


class Archive(ABC):
    """The snapshots, sightings and scan cache of one repository. Every method raises StoreError where it cannot."""

    is_writable: bool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def latest(self, branch: str | None = None) -> StoredSnapshot | None:
        """The newest snapshot, of that branch where it has one."""
        names = self.names()
        return next((s for s in names if s.branch == branch), names[0] if names else None)

    def before(self, snapshot: StoredSnapshot) -> StoredSnapshot | None:
        """The snapshot that `snapshot` was compared with: the newest older one, of its branch where there is one."""
        names = self.names()
        older = names[next((n + 1 for n, s in enumerate(names) if s.id == snapshot.id), len(names)) :]
        return next((s for s in older if s.branch == snapshot.branch), older[0] if older else None)

    @abstractmethod
    def close(self) -> None:
        """Gives the file or the connection back."""

    @abstractmethod
    def reopen(self) -> Archive | None:
        """The same to read from, with a life of its own; None where it is gone."""

    @abstractmethod
    def names(self) -> list[StoredSnapshot]:
        """All snapshots, newest first, those made from the past after the scans."""

    @abstractmethod
    def sheet(self, number: int) -> Sheet:
        """One snapshot without the rows of its items."""

    @abstractmethod
    def rows(self, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """The number and columns of items, in the order asked for; one that is not there is left out."""

    @abstractmethod
    def ids(self, numbers: Sequence[int]) -> frozenset[str]:
        """The ids of items."""

    @abstractmethod
    def part(self, number: int) -> object:
        """What items share or seldom show. Raises NotPacked where it is damaged."""

    @abstractmethod
    def sightings(self) -> Mapping[str, Sighting]:
        """Of every item ever seen."""

    @abstractmethod
    def save(self, snapshot: StoredSnapshot, body: Body, sightings: Mapping[str, Sighting]) -> int:
        """Keeps a snapshot and what was seen; an equal newest one only gets the new state and time. Returns its id."""

    @abstractmethod
    def see(self, sightings: Mapping[str, Sighting]) -> None:
        """Notes when items were seen."""

    @abstractmethod
    def forget(self, number: int) -> None:
        """Lets go one snapshot."""

    @abstractmethod
    def forget_backfilled(self) -> None:
        """Lets go what was made from the past, to be made again."""

    @abstractmethod
    def cached(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """The scan cache's bodies of those keys that it has. They count as used."""

    @abstractmethod
    def keep(self, bodies: Iterable[tuple[str, bytes]]) -> None:
        """Adds to the scan cache and marks what was used."""

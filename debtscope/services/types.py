"""Values that services and front ends share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen

if TYPE_CHECKING:
    from debtscope.model.ledger import Ledger


STORE_VARIABLE = "DEBTSCOPE_STORE"
"""Names a shared database where no option does: other users see a command's options, not its environment."""


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where state is that is not beside the repository. It has no text: the address may hold a password."""

    folder: Path | None
    store: str
    """Address of the database that keeps snapshots; decisions and cache stay in the folder."""


StateAt = Path | Place | None


def place_of(folder: Path | None, store: str | None) -> StateAt:
    """A folder that the user named, and a shared database that the user named."""
    return Place(folder, store) if store else folder


def folder_of(state: StateAt) -> Path | None:
    """The folder that the user named."""
    return state.folder if isinstance(state, Place) else state


@frozen
class ScanRequest:
    """What to scan and how; paths as the user gave them."""

    root: Path
    as_of: date | None = None
    """UTC date against which ages are counted; today when None."""
    mlflow: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    sarif: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    """Clones of repositories that data is imported from."""
    rev: str | None = None
    past: bool = False
    """Whether past commits are searched for credentials."""
    save: bool = True
    state: StateAt = None
    """Folder that stands for `.debtscope/`, or that and a shared database."""
    use_cache: bool = True
    tolerant: bool = False
    """Settings that are wrong are told among the diagnostics, as those of a commit are, instead of ending the scan."""


@frozen
class Progress:
    """One step of a running scan."""

    stage: str
    """collect, check, price or save."""
    name: str
    """Collector or rule."""
    done: int
    total: int
    detail: str = ""


@frozen
class SnapshotInfo:
    """A ledger kept in the history."""

    id: int
    revision: str | None
    as_of: str
    saved_at: str
    items: int


@frozen
class Book:
    """A ledger opened for reading and, where it may be, for verdicts."""

    ledger: Ledger
    """Triage folded in."""
    root: Path | None
    """The repository, None for a ledger file alone."""
    state: Path | None
    """The state folder in use."""
    snapshot: SnapshotInfo | None
    read_only: str | None
    """Why verdicts are refused, with the way out; None when they are not."""
    new_ids: frozenset[str] = frozenset()
    """Items that the snapshot before did not have."""
    unread: int = 0
    """Items of the snapshot that are still to be read: totals are not known yet and nothing can be decided."""
    times: Mapping[str, float] = field(default_factory=dict[str, float])
    """Milliseconds of each collector in the scan that made the snapshot, where they are known."""


@frozen
class Excerpt:
    """Lines of a file around an item, harmless to show."""

    path: str
    first_line: int
    lines: tuple[str, ...]
    """Empty where the item is at no line."""
    highlight_line: int | None
    hidden: frozenset[int] = frozenset()
    """Numbers of the lines in whose place a note stands."""


ProgressSink = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """For callers that show nothing."""

"""What a commit itself brings to its scan: its day, its settings and the decisions that people had made by then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from debtscope.engine.git.opened import OpenedRepository
from debtscope.engine.limits import MIB
from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen
from debtscope.store.folder import LOG, NAME
from debtscope.store.triage_log import LARGEST as LARGEST_LOG
from debtscope.store.triage_log import LogText, parsed

_SETTINGS = ("debtscope.toml", "pyproject.toml")


@frozen
class CommitState:
    """Of one commit, as a checkout of it would have it."""

    day: date
    """Its committer date, UTC; a date to come counts as today."""
    settings: Mapping[str, bytes]
    """The files that may hold settings, by name."""
    log: LogText


def state_of_commit(root: Path, rev: str | None, today: date) -> CommitState:
    """Of a revision, or of HEAD in a bare repository. Raises UsageError where it names no commit."""
    repository = OpenedRepository(root, rev)
    try:
        source, blobs = repository.source()
        files = {blob.path for blob in blobs if blob.is_file}
        try:

            def read(path: str, limit: int) -> bytes | None:
                try:
                    return source.read(path, limit) if path in files else None
                except Unreadable:
                    return None

            found = {name: read(name, MIB) for name in _SETTINGS}
            return CommitState(
                day=min(_day(repository.seconds()), today),
                settings={name: data for name, data in found.items() if data is not None},
                log=parsed(read(f"{NAME}/{LOG}", LARGEST_LOG) or b""),
            )
        finally:
            source.close()
    finally:
        repository.close()


def _day(seconds: int) -> date:
    try:
        return datetime.fromtimestamp(max(seconds, 0), UTC).date()
    except (OverflowError, ValueError, OSError):  # beyond the last year that a calendar knows
        return date.max

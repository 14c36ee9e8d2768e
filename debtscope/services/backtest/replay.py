"""Past days of a repository: the commit that the trunk stood at, and the score as it would have been given then.

Nothing of a cut is read from any later commit: files, settings, names of people and history are those of its own commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from debtscope.engine.facts import FactStore, collect
from debtscope.engine.git.opened import OpenedRepository
from debtscope.engine.registry import Registry
from debtscope.engine.workspace import open_workspace
from debtscope.model.exposure import ExposureTable
from debtscope.model.frozen import frozen
from debtscope.model.history import Commit
from debtscope.services.revision import state_of_commit
from debtscope.services.scanning import settings_of_commit

_COLLECTORS = ("python", "git")
_DAY = timedelta(days=1)


class MemoryCache:
    """Answers of one run: most files are the same from cut to cut."""

    code = ""
    """What is made of many files is made anew: the others of another commit are others."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Any]] = {}
        self._texts: dict[str, str] = {}

    def get(self, key: str) -> list[Any] | None:
        """What was put there."""
        return self._kept.get(key)

    def put(self, key: str, records: list[Any], path: str) -> None:
        """Keeps the records of files; a history is read once a cut, and not held beside the next."""
        if path:
            self._kept[key] = records

    def texts(self, keys: Sequence[str]) -> dict[str, str]:
        """What was put there."""
        return {key: self._texts[key] for key in keys if key in self._texts}

    def put_text(self, key: str, text: str, path: str) -> None:
        """Keeps a text of a file."""
        self._texts[key] = text

    def files(self, name: str) -> Mapping[str, str]:
        """Nothing: files of another commit are others."""
        return {}

    def put_files(self, name: str, texts: Mapping[str, str]) -> None:
        """Not kept, for the same reason."""

    def put_made(self, key: str, text: str, paths: Collection[str]) -> None:
        """Not kept, for the same reason."""


@frozen(kw_only=False)
class Trunk:
    """The commits that a branch stood at, the newest first, each with the time by which it was there."""

    commits: Sequence[tuple[str, datetime]]

    def at(self, day: date) -> str | None:
        """The commit at the end of a day, UTC."""
        end = datetime.combine(day + _DAY, time(), tzinfo=UTC)
        return next((sha for sha, when in self.commits if when < end), None)

    @property
    def newest(self) -> date | None:
        return self.commits[0][1].date() if self.commits else None

    @property
    def oldest(self) -> date | None:
        return self.commits[-1][1].date() if self.commits else None


def read_trunk(root: Path, rev: str | None, now: datetime) -> Trunk:
    """Follows first parents. A commit was there no sooner than those before it, whatever its date says; dates to come do
    not count. Raises UsageError where there is no commit."""
    repository = OpenedRepository(root, rev or "HEAD")
    try:
        repository.source()[0].close()
        listed = repository.mainline()
    finally:
        repository.close()
    found: list[tuple[str, datetime]] = []
    latest = datetime(1970, 1, 1, tzinfo=UTC)
    for sha, seconds in reversed(listed):
        if 0 < seconds <= now.timestamp():
            latest = max(latest, datetime.fromtimestamp(seconds, UTC))
        found.append((sha, latest))
    return Trunk(tuple(reversed(found)))


@frozen
class Scored:
    """The score of one past day."""

    day: date
    revision: str
    table: ExposureTable
    known: frozenset[str]
    """Commits that were there."""

    @property
    def digest(self) -> str:
        """Of every path and its score."""
        digest = hashlib.blake2b(digest_size=16)
        for path, file in sorted(self.table.files.items()):
            line = f"{path}\0{file.touches_per_month!r}\0{file.share!r}\0{file.corrective_hours_per_month!r}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
        return digest.hexdigest()


@dataclass(slots=True)
class Replay:
    """Reads a repository at one commit after the other."""

    root: Path
    registry: Registry
    now: datetime
    cache: MemoryCache = field(default_factory=MemoryCache)

    def score(self, revision: str, day: date) -> tuple[Scored, Sequence[Commit]]:
        """What a scan of that commit as of that day says of each file, and the commits it stands on."""
        state = state_of_commit(self.root, revision, self.now.date())
        settings, _ = settings_of_commit(state.settings, self.registry)
        with open_workspace(self.root, as_of=day, settings=settings, rev=revision, cache=self.cache) as workspace:
            collected = collect(workspace, self.registry.only(_COLLECTORS).collectors)
            store = FactStore(as_of=day, settings=settings, collected=collected, joins=self.registry.joins)
            table, history = store.one(ExposureTable), workspace.history
        commits = history.commits if history else ()
        scored = Scored(
            day=day, revision=revision, table=table or _empty(day),
            known=frozenset(commit.sha for commit in commits),
        )  # fmt: skip
        return scored, commits

    def commits(self, revision: str) -> Sequence[Commit]:
        """The commits that a revision stands on, newest first."""
        repository = OpenedRepository(self.root, revision)
        try:
            history = repository.history(None)
        finally:
            repository.close()
        return history.commits if history else ()


def _empty(day: date) -> ExposureTable:
    from debtscope.model.exposure import file_exposure
    from debtscope.model.settings import InterestSettings

    return file_exposure(None, {}, day, InterestSettings())

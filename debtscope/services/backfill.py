"""Snapshots of weeks that are past, made from the repository's own commits, so that trends exist on the first day.

The work tree is not touched. Each week is its last commit on the branch, judged on that day by today's settings and
decisions; sources outside git are read as they are now, up to that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from debtscope.engine.git.shared_log import SharedLog
from debtscope.engine.held import Memory
from debtscope.engine.memory import rare_collections
from debtscope.engine.registry import Registry
from debtscope.engine.scan import Known
from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Ledger
from debtscope.services.beside import beside_git
from debtscope.services.scan import scan
from debtscope.services.scanning import run
from debtscope.services.state import State, history_of, open_state
from debtscope.services.types import Progress, ProgressSink, ScanRequest, ignore_progress
from debtscope.store.archive import Archive
from debtscope.store.cache import ScanCache
from debtscope.store.folder import StoreError
from debtscope.store.history import BACKFILLED, Sighting
from debtscope.store.snapshots import body_of, name_of, payments, sightings_of


@frozen
class Backfilled:
    """What was made."""

    made: int
    """Snapshots."""
    skipped: int
    """Weeks before the first commit."""


@frozen(kw_only=False)
class _Week:
    day: date
    revision: str


def backfill(
    request: ScanRequest,
    weeks: int,
    today: Ledger,
    progress: ProgressSink = ignore_progress,
    *,
    registry: Registry | None = None,
    now: datetime | None = None,
) -> Backfilled:
    """Makes one snapshot for each of the last weeks (1 to 520), the oldest first; those of an earlier backfill go.

    `today` is the ledger of the work tree: what it read beside git is read for every week. Where no scan was kept but
    today's, it is made anew after them, since it did not know them.
    Raises UsageError (no commits, options, settings) or StoreError (a folder that cannot be written).
    """
    started = now or datetime.now(UTC)
    request = replace(request, root=request.root.resolve())
    state = open_state(request.root, request.state)
    if not state.can_keep:
        raise UsageError(f"history cannot be kept here: {state.refusal}", "name another folder with --state")
    end = request.as_of or started.date()
    beside = beside_git(request, today)
    asked, request = request, beside.request
    found = _weeks(beside.mainline, [end - timedelta(weeks=n) for n in range(weeks, 0, -1)])
    if not found:
        raise UsageError("no commit is older than a week", "history begins with the next scan")
    history, faults = history_of(state, write=True)
    if history is None:
        raise StoreError(
            faults[0].message if faults else "history cannot be kept here", "name another folder with --state"
        )
    with history:
        history.forget_backfilled()
        _Filling(request, state, history, registry, started).run(found, progress)
        is_first = _forget_only_scan(history)
    if is_first:
        scan(replace(asked, save=True), progress, registry=registry, now=started)
    return Backfilled(made=len(found), skipped=weeks - len(found))


def _forget_only_scan(history: Archive) -> bool:
    scans = [one for one in history.names() if one.state != BACKFILLED]
    if len(scans) != 1:
        return False
    history.forget(scans[0].id)
    return True


def _weeks(commits: Sequence[tuple[str, int]], days: Sequence[date]) -> list[_Week]:
    """The last commit of the branch on each day; days before the first one are left out."""
    found: list[_Week] = []
    for day in days:
        end = datetime.combine(day, time.max, UTC).timestamp()
        revision = next((sha for sha, when in commits if when <= end), None)
        if revision is not None:
            found.append(_Week(day, revision))
    return found


class _Filling:
    """Scans one week after the other, each compared with the one before."""

    def __init__(
        self, request: ScanRequest, state: State, history: Archive, registry: Registry | None, started: datetime
    ) -> None:
        self._request, self._state, self._history = request, state, history
        self._registry, self._started = registry, started
        self._cache = ScanCache(history) if request.use_cache else None
        self._sensitive: set[str] = set()

    @rare_collections()
    def run(self, weeks: Sequence[_Week], progress: ProgressSink) -> None:
        """Everything that a week shares with the one before is held in memory; the cache on disk is written once."""
        memory = Memory(SharedLog(weeks[-1].revision))
        last: Ledger | None = None
        seen: dict[str, Sighting] = {}
        for done, week in enumerate(weeks):
            progress(Progress(stage="collect", name=f"week of {week.day}", done=done, total=len(weeks)))
            last = self._scan(week, last, seen, memory)
            seen |= sightings_of(last, seen)
            name = name_of(last, saved_at=self._started.isoformat(timespec="seconds"), state=BACKFILLED)
            self._history.save(name, body_of(last), {})
        self._remember(seen)
        if self._cache is not None:
            self._cache.flush(self._sensitive)

    def _scan(self, week: _Week, last: Ledger | None, seen: dict[str, Sighting], memory: Memory) -> Ledger:
        known = Known(
            ledger=last, fold=self._state.fold, payments=payments(seen), keeps_history=True,
            first_seen={item: one.first_seen for item, one in seen.items()},
        )  # fmt: skip
        request = replace(self._request, rev=week.revision, as_of=week.day)
        scan = run(
            request, known, registry=self._registry, cache=self._cache, notes=(), progress=ignore_progress, commit=None,
            memory=memory,
        )  # fmt: skip
        self._sensitive |= {line.path for line in scan.ledger.sensitive}
        return scan.ledger

    def _remember(self, seen: dict[str, Sighting]) -> None:
        """When items were first seen is now known better; what scans know of the rest stands."""
        known = self._history.sightings()
        earlier: dict[str, Sighting] = {}
        for item, one in seen.items():
            mine = known.get(item, one)
            first = min(mine.first_seen, one.first_seen)
            earlier[item] = replace(mine, first_seen=first, payment=mine.payment or one.payment)
        self._history.see(earlier)

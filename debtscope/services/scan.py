"""The scan as a use case: settings, store and workspace opened, the engine run, what is to be kept kept."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope import __version__
from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.model.fold import fold, passed_data
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Diagnostic, Ledger
from debtscope.model.text import printable
from debtscope.model.triage import LogRecord
from debtscope.services.browse import branch_of, compared_with, new_ids
from debtscope.services.state import (
    State,
    fault,
    history_of,
    info_of,
    is_bare,
    open_state,
    with_decisions,
    with_figures,
)
from debtscope.services.timing import Stopwatch, keep_times
from debtscope.services.types import Book, Progress, ProgressSink, ScanRequest, folder_of, ignore_progress
from debtscope.services.unchanged import fingerprint, state_of_code
from debtscope.store.archive import Archive
from debtscope.store.cache import ScanCache
from debtscope.store.codec import make_record
from debtscope.store.folder import NAME, StoreError
from debtscope.store.history import Sighting, StoredSnapshot
from debtscope.store.snapshots import body_of, name_of, payments, read_snapshot, sightings_of
from debtscope.store.triage_log import LogText, append

if TYPE_CHECKING:  # an unchanged repository is answered from the store: the engine is loaded when it has work to do
    from debtscope.engine.registry import Registry
    from debtscope.engine.scan import Scan
    from debtscope.services.revision import CommitState


@frozen
class _Before:
    """What the history tells of earlier scans."""

    history: Archive | None = None
    snapshot: StoredSnapshot | None = None
    ledger: Ledger | None = None
    sightings: Mapping[str, Sighting]
    faults: tuple[Diagnostic, ...] = ()
    is_past: bool = False
    """The scan is as of a day before the last one's: what came later is no news to it, and it is not kept."""


def scan(
    request: ScanRequest,
    progress: ProgressSink = ignore_progress,
    *,
    registry: Registry | None = None,
    now: datetime | None = None,
) -> Book:
    """Scans a repository and keeps a snapshot. Registry and clock are those of this process unless given.

    Raises UsageError (options, settings) or StoreError (a named state folder that cannot be used). A store that cannot be used otherwise costs its part alone and is told among the ledger's diagnostics.
    """
    started = now or datetime.now(UTC)
    clock = time.perf_counter()
    if not request.root.is_dir():
        raise UsageError(f"{printable(str(request.root))} is not a folder", "name the repository to scan")
    request = replace(request, root=request.root.resolve())
    state = open_state(request.root, request.state)
    commit = _commit(request, started)
    if commit is not None:
        request, state = _as_of_commit(request, state, commit)
    asked = request.as_of
    request = replace(request, as_of=asked or started.date())
    keeps = request.save and request.rev is None and state.can_keep
    before = _of_day(_before(state, request, keeps), asked)
    keeps = keeps and not before.is_past
    try:
        code = state_of_code(registry) if request.use_cache and keeps else ""
        mark = _mark(request, state, before.history, code, started) if code else ""
        book = _unchanged(request, state, before, mark)
        if book is None:
            watch = Stopwatch(progress)
            done = _run(request, registry, state, before, watch, commit, code)
            watch(Progress(stage="save", name="snapshot", done=0, total=1))
            book = (
                _kept(request, done, state, before, mark, started, watch.milliseconds)
                if keeps
                else _book(request, done.ledger, state, before)
            )
    finally:
        if before.history is not None:
            before.history.close()
    seconds = round(time.perf_counter() - clock, 3)
    run: dict[str, float | str] = {"generated_at": started.isoformat(timespec="seconds"), "seconds": seconds}
    return replace(book, ledger=replace(book.ledger, run=run))


def _commit(request: ScanRequest, started: datetime) -> CommitState | None:
    """What a commit brings, where one is scanned instead of a folder. Raises UsageError."""
    if request.rev is None and not is_bare(request.root):
        return None
    from debtscope.services.revision import state_of_commit

    return state_of_commit(request.root, request.rev, started.date())


def _as_of_commit(request: ScanRequest, state: State, commit: CommitState) -> tuple[ScanRequest, State]:
    """A commit is judged on its own day and by the decisions that it holds, unless the user names others."""
    if folder_of(request.state) is None:
        told = tuple(fault(note, f"{NAME}/triage.jsonl") for note in commit.log.notes)
        state = replace(state, log=commit.log, fold=fold(commit.log.records), faults=told)
    if request.rev is None:
        return request, state
    return replace(request, as_of=request.as_of or commit.day), state


def _before(state: State, request: ScanRequest, keeps: bool) -> _Before:
    """Opened for writing where the scan will be kept, else only read where it is there.

    Of a past commit nothing is kept but what its blobs say, and that only where scans are kept already.
    """
    history, faults = history_of(state, write=keeps)
    if history is not None and request.rev is not None and request.save and state.can_keep and state.shared is None:
        history.close()
        history, faults = history_of(state, write=True)
    if history is None or request.rev is not None:
        return _Before(history=history, sightings={}, faults=faults)
    try:
        snapshot = history.latest(branch_of(request.root))
        return _Before(
            history=history, snapshot=snapshot, ledger=read_snapshot(history, snapshot) if snapshot else None,
            sightings=history.sightings(), faults=faults,
        )  # fmt: skip
    except StoreError as error:
        history.close()
        return _Before(sightings={}, faults=(*faults, fault(error.message, f"{NAME}/history.db")))


def _of_day(before: _Before, asked: date | None) -> _Before:
    """What was known on the day that somebody asked for: of a day before the last scan's neither its ledger nor payments."""
    if before.snapshot is None or asked is None or asked.isoformat() >= before.snapshot.as_of:
        return before
    known = {
        item: replace(one, payment=None)
        for item, one in before.sightings.items()
        if one.first_seen <= asked.isoformat()
    }
    return replace(before, snapshot=None, ledger=None, sightings=known, is_past=True)


def _mark(request: ScanRequest, state: State, history: Archive | None, code: str, started: datetime) -> str:
    given = (*request.mlflow, *request.monitoring, *request.sarif)
    if history is None or request.upstream or any("://" in path for path in given):
        return ""  # an address or another repository may answer otherwise without any file having changed
    named = [folder / path for path in given for folder in (request.root, Path.cwd())]
    parts = [__version__, code, str(request.as_of), "mlflow", *request.mlflow, "monitoring", *request.monitoring]
    parts += [
        "sarif",
        *request.sarif,
        *(repr(one) for one in state.fold.observed),
        repr(sorted(state.fold.rules.items())),
    ]
    parts += ["past"] if request.past else []
    return fingerprint(request.root, named, parts, now_ns=int(started.timestamp() * 1e9))


def _run(
    request: ScanRequest,
    registry: Registry | None,
    state: State,
    before: _Before,
    progress: ProgressSink,
    commit: CommitState | None,
    code: str,
) -> Scan:
    from debtscope.engine.scan import Known
    from debtscope.services.scanning import run

    cache = ScanCache(before.history, code) if request.use_cache and before.history else None
    known = Known(
        ledger=before.ledger, fold=state.fold, payments=payments(before.sightings),
        first_seen={item: one.first_seen for item, one in before.sightings.items()},
        keeps_history=request.rev is None and (before.ledger is not None or (request.save and state.can_keep)),
    )  # fmt: skip
    done = run(
        request, known, registry=registry, cache=cache, notes=(*state.faults, *before.faults), progress=progress,
        commit=None if commit is None else commit.settings,
    )  # fmt: skip
    try:
        if cache is not None:
            cache.flush({line.path for line in done.ledger.sensitive})
    except StoreError as error:
        return _told(done, error)
    return done


def _unchanged(request: ScanRequest, state: State, before: _Before, mark: str) -> Book | None:
    """The last snapshot, where everything that it rests on is as it was."""
    snapshot, ledger = before.snapshot, before.ledger
    if not mark or snapshot is None or ledger is None or snapshot.state != mark:
        return None
    told = with_decisions(ledger, state.fold, (*state.faults, *before.faults))
    new = new_ids(told, *compared_with(before.history, snapshot)) if before.history else frozenset[str]()
    return replace(_book(request, told, state, before), new_ids=new, snapshot=info_of(snapshot))


def _told(done: Scan, error: DebtscopeError) -> Scan:
    """A store that fails after the scan is told in the ledger that could not be kept."""
    diagnostics = (*done.ledger.diagnostics, fault(error.message, f"{NAME}/history.db"))
    return replace(done, ledger=replace(done.ledger, diagnostics=tuple(dict.fromkeys(diagnostics))))


def _kept(
    request: ScanRequest, done: Scan, state: State, before: _Before, mark: str, started: datetime,
    times: Mapping[str, float],
) -> Book:  # fmt: skip
    """The moves go to the log, the ledger to the history."""
    try:
        _log_moves(state, done, started)
        if before.history is not None:
            snapshot = name_of(done.ledger, saved_at=started.isoformat(timespec="seconds"), state=mark)
            number = before.history.save(snapshot, body_of(done.ledger), sightings_of(done.ledger, before.sightings))
            keep_times(before.history, snapshot.saved_at, times)
            book = _book(request, done.ledger, state, before)
            return replace(book, snapshot=info_of(replace(snapshot, id=number)), times=times)
    except StoreError as error:
        done = _told(done, error)
    return _book(request, done.ledger, state, before)


def _log_moves(state: State, done: Scan, started: datetime) -> None:
    """An alias for each item that goes on under its old id, and for what decisions on other pieces passed on to."""
    if state.folder is None or not (done.moves or done.passed):
        return
    told = [(old, {"to": new}) for new, old in sorted(done.moves.items())]
    told += [(name, passed_data(one.origins, one.seen, is_whole=one.is_whole)) for name, one in done.passed.items()]
    at = started.isoformat(timespec="seconds")

    def make(log: LogText) -> Sequence[LogRecord]:
        return [
            make_record(kind="alias", item=name, parent=None, at=at, by="debtscope", data=data) for name, data in told
        ]

    append(state.folder, make)


def _book(request: ScanRequest, ledger: Ledger, state: State, before: _Before) -> Book:
    return Book(
        ledger=with_figures(ledger, state.fold),
        root=request.root,
        state=state.folder.path if state.folder else None,
        snapshot=None,
        read_only=state.refusal or _past(request, before),
        new_ids=new_ids(ledger, before.ledger),
    )


def _past(request: ScanRequest, before: _Before) -> str | None:
    if request.rev:
        return "this is a past commit: verdicts belong to today's ledger"
    return (
        f"{request.as_of} is before the last scan's day: verdicts belong to today's ledger" if before.is_past else None
    )

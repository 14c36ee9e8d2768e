"""The store as the services use it: opened tolerantly, every fault told, and ledgers with people's decisions folded in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path

from debtscope.model.fold import Fold, fold
from debtscope.model.frozen import frozen
from debtscope.model.given import with_given
from debtscope.model.ledger import Diagnostic, Item, Ledger
from debtscope.model.score import MlTestScore
from debtscope.model.triage import UNDECIDED
from debtscope.model.vocabulary import DiagnosticSeverity, Origin
from debtscope.model.waking import settle
from debtscope.services.sharing import Shared, shared_by
from debtscope.services.types import Place, SnapshotInfo, StateAt, folder_of
from debtscope.store.archive import Archive
from debtscope.store.folder import NAME, WAY_OUT, StateFolder, StoreError, open_folder
from debtscope.store.history import StoredSnapshot, open_history
from debtscope.store.triage_log import LogText, read_log

COLLECTOR = "store"
"""Under this name the store's faults stand among a ledger's diagnostics."""


@frozen
class State:
    """What could be opened of a state folder."""

    folder: StateFolder | None
    log: LogText
    fold: Fold
    faults: tuple[Diagnostic, ...]
    refusal: str | None
    """Why verdicts are refused; None when they are not."""
    shared: Shared | None = None
    """Where snapshots are kept instead of in the folder."""

    @property
    def can_keep(self) -> bool:
        """Whether a scan's snapshot may be kept."""
        return self.refusal is None or self.shared is not None


def is_bare(root: Path) -> bool:
    """A bare repository has no work tree, and so no place for state."""
    return (root / "HEAD").is_file() and (root / "objects").is_dir() and not (root / ".git").exists()


def open_state(root: Path | None, state: StateAt) -> State:
    """Opens the folder and the log. Only a folder that the user named raises StoreError."""
    opened = _opened(root, folder_of(state))
    return replace(opened, shared=shared_by(state.store, root)) if isinstance(state, Place) and root else opened


def _opened(root: Path | None, state: Path | None) -> State:
    if state is None and (root is None or is_bare(root)):
        return _without(f"there is no place for decisions here: {WAY_OUT}", ())
    try:
        folder = open_folder(root, state)
    except StoreError as error:
        if state is not None:
            raise
        return _without(f"{error.message}: {WAY_OUT}", (fault(error.message, NAME),))
    try:
        log = read_log(folder)
    except StoreError as error:
        return State(
            folder=folder, log=LogText(), fold=Fold(), faults=(fault(error.message, f"{NAME}/triage.jsonl"),),
            refusal=f"{error.message}: {error.hint}",
        )  # fmt: skip
    faults = tuple(fault(note, f"{NAME}/triage.jsonl") for note in log.notes)
    return State(folder=folder, log=log, fold=fold(log.records), faults=faults, refusal=log.damage or folder.refusal())


def _without(refusal: str, faults: tuple[Diagnostic, ...]) -> State:
    return State(folder=None, log=LogText(), fold=Fold(), faults=faults, refusal=refusal)


def fault(message: str, path: str) -> Diagnostic:
    """One fault of the store, among what a ledger says was not read."""
    return Diagnostic(severity=DiagnosticSeverity.WARNING, collector=COLLECTOR, path=path, message=message)


def history_of(state: State, *, write: bool) -> tuple[Archive | None, tuple[Diagnostic, ...]]:
    """The history, or why there is none. A shared database that cannot be used raises StoreError: the user named it."""
    if state.shared is None:
        return _own_history(state, write=write)
    cache, faults = _own_history(state, write=write and state.refusal is None)
    return _shared_history(state.shared, cache, write=write), faults


def _shared_history(shared: Shared, cache: Archive | None, *, write: bool) -> Archive | None:
    from debtscope.store.shared import open_shared

    try:
        found = open_shared(shared.url, shared.repository, write=write, cache=cache)
    except StoreError:
        if cache is not None:
            cache.close()
        raise
    if found is None and cache is not None:
        cache.close()
    return found


def _own_history(state: State, *, write: bool) -> tuple[Archive | None, tuple[Diagnostic, ...]]:
    folder = state.folder
    if folder is None or (not write and not folder.exists()):
        return None, ()
    try:
        return open_history(folder, write=write), ()
    except StoreError as error:
        return None, (fault(error.message, f"{NAME}/history.db"),)


def info_of(snapshot: StoredSnapshot) -> SnapshotInfo:
    """A snapshot's name."""
    return SnapshotInfo(
        id=snapshot.id, revision=snapshot.revision, as_of=snapshot.as_of, saved_at=snapshot.saved_at,
        items=snapshot.items,
    )  # fmt: skip


def with_decisions(ledger: Ledger, log: Fold, faults: Sequence[Diagnostic] = ()) -> Ledger:
    """A kept ledger with the decisions and hand-made items of today's log, judged against the ledger's own day."""
    as_of = date.fromisoformat(ledger.as_of)
    manual = _manual(log)
    before = {item.id: item for item in ledger.items if item.rule.origin is Origin.MANUAL}
    items = [item for item in ledger.items if item.rule.origin is not Origin.MANUAL]
    items += [_dated(item, before.get(item.id)) for item in manual]
    kept = (d for d in ledger.diagnostics if d.collector != COLLECTOR)
    items = [_settled(item, log, as_of) for item in items]
    items.sort(key=attrgetter("id"))
    return replace(ledger, items=tuple(items), diagnostics=(*kept, *faults), score=_score(ledger, items, log))


def _manual(log: Fold) -> list[Item]:
    if not log.added:
        return []
    from debtscope.engine.manual import manual_item  # here and below: most ledgers open without the engine

    return [item for record in log.added.values() if (item := manual_item(record)) is not None]


def _score(ledger: Ledger, items: Sequence[Item], log: Fold) -> MlTestScore | None:
    if ledger.score is None:
        return None
    from debtscope.engine.scoring import settled

    return settled(ledger.score, items, log)


def settler(log: Fold, as_of: str) -> Callable[[Item], Item]:
    """What today's log makes of an item of a ledger of that day (ISO), for whoever reads many."""
    return partial(_settled, log=log, as_of=date.fromisoformat(as_of))


def _settled(item: Item, log: Fold, as_of: date) -> Item:
    """Most items are as nobody decided on them: those need neither judgement nor copy."""
    if item.id in log.given or item.own is not None:
        item = with_given(item, log.given.get(item.id))
    if item.id in log.standings or item.payment is not None:
        triage = settle(item, log.standing(item.id), as_of)
    else:
        triage = UNDECIDED
    return item if item.triage is triage or item.triage == triage else replace(item, triage=triage)


def with_figures(ledger: Ledger, log: Fold) -> Ledger:
    """A ledger that a scan has just made, or one to compare with, with the figures that people gave, and no others."""
    if not log.given and all(item.own is None for item in ledger.items):
        return ledger
    return replace(ledger, items=tuple(with_given(item, log.given.get(item.id)) for item in ledger.items))


def _dated(item: Item, before: Item | None) -> Item:
    return replace(item, first_seen=before.first_seen, last_seen=before.last_seen) if before else item

"""What a change brings: today's ledger beside that of a revision, a ledger file or a kept snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from pathlib import Path

from debtscope.engine.matching import is_comparable, moved_items, was_excused
from debtscope.engine.registry import Registry
from debtscope.engine.regrouped import joined, regrouped
from debtscope.engine.scan import Known
from debtscope.model.calibration import Observation
from debtscope.model.comparison import Comparison
from debtscope.model.errors import UsageError
from debtscope.model.fold import fold
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item, Ledger
from debtscope.model.text import printable
from debtscope.model.totals import COUNTED
from debtscope.model.vocabulary import Origin, SourceStatus, Status, Verdict
from debtscope.services.beside import beside_git
from debtscope.services.browse import open_book
from debtscope.services.scanning import run
from debtscope.services.state import State, history_of, open_state, with_figures
from debtscope.services.types import Book, ProgressSink, ScanRequest, ignore_progress
from debtscope.store.cache import ScanCache
from debtscope.store.snapshots import read_snapshot

_SILENT = frozenset({Verdict.ACCEPT, Verdict.DEFER, Verdict.DISMISS})
LAST = "last"
SNAPSHOT = "snapshot:"


@frozen(kw_only=False)
class Older:
    """The side that is compared with."""

    name: str
    """As the user named it."""
    ledger: Ledger
    hidden: frozenset[str] = frozenset()
    """Of a revision: files of the work tree that git ignores, which it cannot show."""
    is_revision: bool = False
    snapshot: int | None = None
    """Its number, where it was kept."""

    def shows(self, item: Item) -> bool:
        """Whether the item could have been seen there; what was read beside git is seen on both sides."""
        if item.path is None or item.path not in self.hidden:
            return True
        read = {source.location for source in self.ledger.sources}
        return any(item.path == place or item.path.startswith(f"{place}/") for place in read if place not in ("", "."))


def older_ledger(
    request: ScanRequest,
    book: Book,
    against: str,
    progress: ProgressSink = ignore_progress,
    *,
    registry: Registry | None = None,
) -> Older:
    """What to compare with: `last` or `snapshot:DATE` of the history, a ledger file, else a revision.

    A revision is scanned as `book` was: on the same day, by the same settings and decisions, over the same sources. Figures
    that people gave hold on both sides: a difference is never their having been given. Raises UsageError.
    """
    state = open_state(request.root, request.state)
    found = _found(request, book, against, state, progress, registry)
    return replace(found, ledger=with_figures(found.ledger, state.fold))


def _found(
    request: ScanRequest, book: Book, against: str, state: State, progress: ProgressSink, registry: Registry | None
) -> Older:
    if against == LAST or against.startswith(SNAPSHOT):
        return _kept(state, book, against)
    if Path(against).is_file():
        other = open_book(Path(against))
        assert other is not None
        return Older(against, other.ledger)
    asked = replace(request, root=request.root.resolve(), rev=against, as_of=date.fromisoformat(book.ledger.as_of))
    beside = beside_git(asked, book.ledger)
    history, _ = history_of(state, write=False)
    cache = ScanCache(history) if history is not None and request.use_cache else None
    try:
        known = Known(fold=replace(state.fold, observed=_priced_by(state, book)))
        done = run(beside.request, known, registry=registry, cache=cache, notes=(), progress=progress, commit=None)
        return Older(against, done.ledger, beside.hidden, is_revision=True)
    finally:
        if history is not None:
            history.close()


def _priced_by(state: State, book: Book) -> Sequence[Observation]:
    """The logged hours that `book` was priced by: what was logged after its scan waits for the next one."""
    if book.snapshot is None:
        return state.fold.observed
    scanned = book.snapshot.saved_at
    records = [r for r in state.log.records if r.kind != "observed" or r.at <= scanned]
    return state.fold.observed if len(records) == len(state.log.records) else fold(records).observed


def _kept(state: State, book: Book, against: str) -> Older:
    history, _ = history_of(state, write=False)
    if history is None:
        raise UsageError("there is no history to compare with", "scan once before, or name a revision")
    with history:
        mine = book.snapshot.id if book.snapshot else None
        names = [s for s in history.names() if s.id != mine]
        day = against.removeprefix(SNAPSHOT)
        found = next((s for s in names if against == LAST or s.as_of == day), None)
        if found is None:
            raise UsageError(f"{printable(against)}: no such snapshot", "debtscope history lists their days")
        return Older(against, read_snapshot(history, found), snapshot=found.id)


def compare(older: Older, after: Ledger) -> Comparison:
    """Items by identity, robust to moves, renames and other pieces; people's decisions are those of `after`."""
    before = older.ledger
    moves = moved_items(before.items, after.items)
    old = {item.id: item for item in before.items}
    mine = {item.id: moves.get(item.id, item.id) for item in after.items}
    now = [i for i in after.items if i.triage.status in COUNTED and i.rule.origin is not Origin.MANUAL]
    back = [i for i in now if _is_back(i, old.get(mine[i.id]), before.as_of)]
    fresh = [i for i in now if mine[i.id] not in old and i not in back]
    known = set(mine.values())
    lost = [i for i in old.values() if i.id not in known and i.triage.status in COUNTED]
    pieces = regrouped(lost, fresh)
    fresh = [i for i in fresh if i.id not in pieces.fresh or i.id in pieces.grown]
    news = [i for i in fresh if _is_news(i, older, after)]
    asked = [i for i in now if i.triage.woken and i.triage.verdict in _SILENT and mine[i.id] in old and i not in back]
    grew = {i.id: joined(old[mine[i.id]], i) for i in now if mine[i.id] in old and i not in back}
    return Comparison(
        name=older.name,
        new=_ordered(news),
        newly_visible=_ordered([i for i in fresh if i not in news]),
        paid=_ordered([*_paid_since(old, mine, after), *_gone(lost, pieces.lost, after)]),
        returned=_ordered(asked),
        back=_ordered(back),
        grew={i.id: grew[i.id] for i in now if grew.get(i.id) and _is_news(i, older, after)},
        known_as=moves,
        regrouped=pieces.fresh - pieces.grown,
    )


def _is_news(item: Item, older: Older, after: Ledger) -> bool:
    """Whether the older side would have told it in the same way, had it been there."""
    return older.shows(item) and is_comparable(item, older.ledger) and not was_excused(item, older.ledger, after)


def _is_back(item: Item, old: Item | None, since: str) -> bool:
    """Whether debt that was paid is here again: it was paid there, or it was paid and came back since."""
    if old is not None and old.triage.status is Status.PAID:
        return True
    payment = item.payment
    return payment is not None and payment.is_back and (old is None or payment.on > since)


def _paid_since(old: Mapping[str, Item], mine: Mapping[str, str], after: Ledger) -> list[Item]:
    """Items that the later side knows to be paid, as the older side told them where it had them."""
    paid = [i for i in after.items if i.triage.status is Status.PAID and i.rule.origin is not Origin.MANUAL]
    known = [old.get(mine[i.id]) for i in paid]
    return [was for was in known if was is not None and was.triage.status in COUNTED]


def _gone(lost: Iterable[Item], told_elsewhere: frozenset[str], after: Ledger) -> list[Item]:
    """Of the items that the later side does not have those that it would have found: their rule ran over their sources."""
    ran = {ref.id: ref.version for ref in after.rules_run}
    read = {source.collector for source in after.sources if source.status is SourceStatus.READ}
    quiet = {(one.rule, one.path) for one in after.suppressed}
    return [
        i for i in lost
        if i.id not in told_elsewhere and i.rule.origin is not Origin.MANUAL
        and ran.get(i.rule.id, 0) >= i.rule.version and set(i.sources) <= read
        and not {(i.rule.slug, i.path), (i.rule.slug, "")} & quiet
    ]  # fmt: skip


def _ordered(items: list[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=attrgetter("weight")))

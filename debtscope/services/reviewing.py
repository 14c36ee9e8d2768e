"""Gathers what a review looks at: the ledger of then and of now, the log between, and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from debtscope.engine.registry import Registry
from debtscope.model.errors import UsageError
from debtscope.model.fold import taken_back
from debtscope.model.regex import regex
from debtscope.model.review import ReviewSource, Week
from debtscope.model.text import printable
from debtscope.model.totals import summarize
from debtscope.model.triage import LogRecord
from debtscope.services.against import SNAPSHOT, Older, compare, older_ledger
from debtscope.services.beside import beside_git
from debtscope.services.browse import open_book
from debtscope.services.configuration import team_numbers
from debtscope.services.history import moments
from debtscope.services.plan import Wishes, make_plan
from debtscope.services.scan import scan
from debtscope.services.state import history_of, open_state, with_figures
from debtscope.services.triage import writable
from debtscope.services.types import Book, ProgressSink, ScanRequest, ignore_progress
from debtscope.store.codec import make_record
from debtscope.store.snapshots import read_snapshot
from debtscope.store.triage_log import LogText, append

_DAYS = regex(r"^(\d{1,4})\s*([dw])$")
REVIEW = "review"
"""The kind of record that says a review took place; `--since last` begins there."""
MOST_ATTENDEES, LONGEST_NAME = 100, 200
_MOST_REDRAWN = 2_000
"""Items up to which a review also tells how robust the plan is; `debtscope plan` always does."""
_OLDEST = timedelta(days=21)
"""How much older than the date a kept snapshot may be and still stand for it."""


def gather(
    request: ScanRequest,
    since: str,
    *,
    budget_hours: float,
    wishes: Wishes | None = None,
    progress: ProgressSink = ignore_progress,
    registry: Registry | None = None,
    now: datetime | None = None,
) -> ReviewSource:
    """`since` is days or weeks (`7d`), a date, `last`, `snapshot:DATE` or a revision.

    The last snapshot is reviewed; where there is none, or `--as-of` names another day, the work tree is scanned first.
    Raises UsageError.
    """
    book = open_book(request.root, request.state)
    if book is None or (request.as_of is not None and book.ledger.as_of != request.as_of.isoformat()):
        book = scan(request, progress, registry=registry, now=now)
    log = open_state(request.root, request.state).log.records
    gone = taken_back(log)
    older, day, base = _base(request, book, since, log, progress, registry)
    team = team_numbers(book.root)
    kept = {one.snapshot: one.ledger for one in (older,) if one.snapshot is not None}
    if book.snapshot is not None:
        kept[book.snapshot.id] = book.ledger
    return ReviewSource(
        since=day.isoformat(),
        base=base,
        before=older.ledger,
        after=book.ledger,
        comparison=compare(older, book.ledger),
        records=tuple(r for r in log if r.at[:10] >= day.isoformat() and r.kind != "alias" and r.uid not in gone),
        weeks=_weeks(request, book),
        plan=make_plan(
            book.ledger.items, budget_hours=budget_hours, as_of=date.fromisoformat(book.ledger.as_of), wishes=wishes,
            horizon_weeks=team.horizon_weeks, rate=team.rate, redraws=len(book.ledger.items) <= _MOST_REDRAWN,
        ),
        kept=kept,
        is_repriced=older.snapshot is not None and book.snapshot is not None and any(
            r.kind == "observed" and older.ledger.as_of < r.at[:10] and r.at <= book.snapshot.saved_at for r in log
        ),
    )  # fmt: skip


def _weeks(request: ScanRequest, book: Book) -> tuple[Week, ...]:
    """The kept days, and last the reviewed ledger itself, so that the curve ends in the totals that are told."""
    after = book.ledger
    kept = [m for m in moments(request.root, request.state, book) if m.as_of <= after.as_of]
    weeks = [Week(as_of=m.as_of, summary=m.summary, came=m.came, went=m.went) for m in kept if m.as_of < after.as_of]
    today = kept[-1] if kept and kept[-1].as_of == after.as_of else None
    if today is not None and book.snapshot is not None and today.snapshot == book.snapshot.id:
        return (*weeks, Week(as_of=today.as_of, summary=today.summary, came=today.came, went=today.went))
    return (*weeks, Week(as_of=after.as_of, summary=summarize(after.items), came=0, went=0))


def _base(
    request: ScanRequest, book: Book, since: str, log: Sequence[LogRecord], progress: ProgressSink,
    registry: Registry | None,
) -> tuple[Older, date, str]:  # fmt: skip
    if since.startswith(SNAPSHOT):
        older = older_ledger(request, book, since, progress, registry=registry)
        return older, date.fromisoformat(older.ledger.as_of), f"the snapshot of {older.ledger.as_of}"
    today = date.fromisoformat(book.ledger.as_of)
    day = _day(since, today, log)
    if day is not None and day > today:
        raise UsageError(f"{day} lies after {today}, the day that is reviewed", "name an earlier day, or scan before")
    if day is None and since != "last":
        older = older_ledger(request, book, since, progress, registry=registry)
        return older, _day_of_commit(request, older), f"revision {printable(since, limit=80)}, scanned for this review"
    kept = _kept(request, book, day)
    if kept is not None:
        return kept, day or date.fromisoformat(kept.ledger.as_of), kept.name
    if day is None:
        raise UsageError(
            "there was no review on an earlier day, and no snapshot but the last", "name a time, as in --since 7d"
        )
    return _scanned(request, book, day, progress, registry)


def _day(since: str, today: date, log: Sequence[LogRecord]) -> date | None:
    """The date that `since` means; None where it names something else."""
    if found := _DAYS.match(since):
        return today - timedelta(days=int(found[1]) * (7 if found[2] == "w" else 1))
    if since == "last":
        reviews = [r.at[:10] for r in log if r.kind == REVIEW and r.at[:10] < today.isoformat()]
        return date.fromisoformat(max(reviews)) if reviews else None
    try:
        return date.fromisoformat(since)
    except ValueError:
        return None


def _kept(request: ScanRequest, book: Book, day: date | None) -> Older | None:
    """The newest snapshot of that day or not long before; without a day the one before today's."""
    state = open_state(request.root, request.state)
    history, _ = history_of(state, write=False)
    if history is None:
        return None
    mine = book.snapshot.id if book.snapshot else None
    with history:
        names = sorted(history.names(), key=lambda s: s.as_of, reverse=True)
        names = [s for s in names if s.id != mine and s.as_of <= book.ledger.as_of]
        if day is not None:
            oldest = (day - _OLDEST).isoformat()
            names = [s for s in names if oldest <= s.as_of <= day.isoformat()]
        if not names:
            return None
        ledger = with_figures(read_snapshot(history, names[0]), state.fold)
        return Older(f"the snapshot of {ledger.as_of}", ledger, snapshot=names[0].id)


def _scanned(
    request: ScanRequest, book: Book, day: date, progress: ProgressSink, registry: Registry | None
) -> tuple[Older, date, str]:
    """The branch's last commit of that day, or its first one where the day lies before."""
    commits = beside_git(replace(request, root=request.root.resolve()), book.ledger).mainline
    if not commits:
        raise UsageError(
            f"there is no snapshot and no commit of {day} or before",
            f"scan again on another day; then debtscope review --since {book.ledger.as_of} begins at this scan",
        )
    end = datetime.combine(day, time.max, UTC).timestamp()
    revision = next((sha for sha, when in commits if when <= end), commits[-1][0])
    older = older_ledger(request, book, revision, progress, registry=registry)
    return older, day, f"commit {revision[:8]}, scanned for this review: no snapshot of {day} was kept"


def _day_of_commit(request: ScanRequest, older: Older) -> date:
    from debtscope.services.revision import state_of_commit

    if not older.is_revision:
        return date.fromisoformat(older.ledger.as_of)
    return state_of_commit(request.root.resolve(), older.name, date.max).day


def record_review(book: Book, *, by: str, now: datetime, attendees: Sequence[str] = ()) -> None:
    """Notes in the log that the review took place, and who was there. Raises StoreError where it cannot be written."""
    folder = writable(book)
    stamp = now.isoformat(timespec="seconds")
    data: dict[str, object] = {"as_of": book.ledger.as_of}
    if attendees:
        data["attendees"] = [name[:LONGEST_NAME] for name in attendees[:MOST_ATTENDEES]]

    def make(_: LogText) -> Sequence[LogRecord]:
        return [make_record(kind=REVIEW, item="review", parent=None, at=stamp, by=by, data=data)]

    append(folder, make)

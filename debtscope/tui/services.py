"""The session over the real services. Each is imported when it is first called, so that the first frame waits for none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.model.errors import DebtscopeError
from debtscope.model.text import printable

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.plan import Plan
    from debtscope.model.provenance import LinesAsked
    from debtscope.model.rule import Rule
    from debtscope.model.triage import Decision, LogRecord
    from debtscope.services.history import Moment
    from debtscope.services.kept import KeptScan
    from debtscope.services.types import Book, Excerpt, ScanRequest
    from debtscope.tui.views import Tastes
    from debtscope.tui.wanted import Wanted

CONTEXT_LINES = 8


class ServiceSession:
    """One repository, or one ledger file. Implements `Session`."""

    def __init__(self, request: ScanRequest) -> None:
        self._request = request
        self._is_file = request.root.is_file()
        self._secrets_in: Sequence[Item] = ()
        self._secrets: Sequence[Item] = ()
        """The items on credentials among those: looked for once, not at every preview of a large ledger."""

    @property
    def root(self) -> Path | None:
        """The repository; a ledger file alone has none."""
        return None if self._is_file else self._request.root

    @property
    def writes(self) -> str:
        """The folder of the user's choice, and a store that is shared, are named."""
        from debtscope.services.types import Place, folder_of

        state = self._request.state
        folder = folder_of(state)
        told = ".debtscope/ in this repository, hidden from git" if folder is None else printable(str(folder))
        return f"{told}, and to the shared store" if isinstance(state, Place) and state.store else told

    def now(self) -> datetime:
        """The wall clock."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day that the user asked for, else the wall clock's."""
        return self._request.as_of or self.now().date()

    def load(self) -> Book | None:
        """The last snapshot, or the named ledger file."""
        from debtscope.services.browse import open_book

        return open_book(self._request.root, self._request.state)

    def glance(self, first: int) -> Book | None:
        """The head of a large snapshot; a ledger file is read as a whole."""
        from debtscope.services.browse import glance

        return None if self._is_file else glance(self._request.root, self._request.state, first=first)

    def course(self, book: Book) -> Sequence[tuple[str, float]]:
        """From the summaries of kept snapshots."""
        from debtscope.services.history import course

        return course(book)

    def days(self, book: Book) -> Sequence[Moment]:
        """From the summaries of kept snapshots; a ledger file has no past."""
        from debtscope.services.history import moments

        return [] if self._is_file else moments(self._request.root, self._request.state, book)

    def past_scan(self, book: Book, snapshot: int) -> KeptScan:
        """From the history."""
        from debtscope.services.kept import kept_scan

        return kept_scan(book, snapshot)

    def is_damaged(self) -> bool:
        """A ledger file is nobody's history."""
        from debtscope.services.damage import is_damaged

        return not self._is_file and is_damaged(self._request.root, self._request.state)

    def put_aside(self) -> str:
        """Beside it, under a name that git does not see."""
        from debtscope.services.damage import put_aside

        return put_aside(self._request.root, self._request.state)

    def refresh(self, book: Book) -> Book:
        """The triage log, read again."""
        from debtscope.services.browse import refresh

        return refresh(book)

    def decide(self, book: Book, ids: Sequence[str], decision: Decision) -> Book:
        """Appends to the triage log."""
        from debtscope.services.triage import decide

        return decide(book, ids, decision, by=_user(), now=self._moment())

    def undo(self, book: Book) -> Book:
        """Appends what takes the last decision back."""
        from debtscope.services.triage import undo

        return undo(book, by=_user(), now=self._moment())

    def answer(self, book: Book, test: str, value: float, reason: str) -> Book:
        """Appends an answer to the triage log."""
        from debtscope.services.score import answer

        return answer(book, test, value, reason, by=_user(), now=self._moment())

    def _moment(self) -> datetime:
        now = self.now()
        as_of = self._request.as_of
        return now if as_of is None else datetime.combine(as_of, now.timetz())

    def history(self, book: Book, item_id: str) -> tuple[LogRecord, ...]:
        """The item's records."""
        from debtscope.services.triage import history

        return history(book, item_id)

    def excerpt(self, book: Book, item: Item) -> Excerpt | None:
        """Excerpt around the item; None where there is none, whatever the reason: the evidence stands without it."""
        from debtscope.services.browse import excerpt, secrets_of

        if item.path is None or book.root is None:
            return None
        if self._secrets_in is not book.ledger.items:
            self._secrets_in, self._secrets = book.ledger.items, secrets_of(book.ledger)
        try:
            found = excerpt(book, item, CONTEXT_LINES, secrets=self._secrets)
        except DebtscopeError:
            return None
        return found if found.lines else None

    def plan(self, book: Book, wanted: Wanted) -> Plan:
        """The plan as of the ledger's day."""
        from debtscope.model.settings import InterestSettings
        from debtscope.services.configuration import team_numbers
        from debtscope.services.plan import Wishes, make_plan

        try:
            team = team_numbers(book.root)
        except DebtscopeError:  # the next scan says what is wrong with the settings; the plan need not wait for that
            team = InterestSettings()
        return make_plan(
            book.ledger.items, budget_hours=wanted.budget_hours, as_of=date.fromisoformat(book.ledger.as_of[:10]),
            horizon_weeks=team.horizon_weeks, rate=team.rate,
            wishes=Wishes(pins=wanted.pins, excluded=wanted.excluded, owner_hours=wanted.owner_hours),
        )  # fmt: skip

    def observe(self, book: Book, item_id: str, took: float) -> Book:
        """The same observation as `debtscope log ID --took`."""
        from debtscope.services.observed import observe

        return observe(book, item_id, took=took, cost=None, by=_user(), now=self._moment())

    def records(self, book: Book) -> tuple[LogRecord, ...]:
        """The whole triage log."""
        from debtscope.services.triage import records

        return records(book)

    def switch_rule(self, book: Book, slug: str, *, enabled: bool, reason: str) -> Book:
        """Appends to the triage log."""
        from debtscope.services.switches import switch_rule

        return switch_rule(book, slug, enabled=enabled, reason=reason, by=_user(), now=self._moment())

    def switched_off(self, book: Book) -> Mapping[str, str]:
        """By the triage log; settings switch rules off without a word of ours."""
        from debtscope.services.switches import switched_off

        return switched_off(book)

    def hold_review(self, book: Book, attendees: Sequence[str]) -> None:
        """Appends to the triage log."""
        from debtscope.services.reviewing import record_review

        record_review(book, by=_user(), now=self._moment(), attendees=attendees)

    def review_command(self, mode: str, wanted: Wanted) -> Sequence[str] | None:
        """The child process; none for a ledger file."""
        from debtscope.tui.reviewer import command

        return None if self._is_file else command(self._request, mode, wanted)

    def write_text(self, path: Path, text: str) -> None:
        """Over a temporary file beside it."""
        from debtscope.services.writing import write_file

        write_file(path, text)

    def rules(self) -> tuple[Rule, ...]:
        """All rules, ours and plugins'."""
        from debtscope.services.catalogue import rules

        return tuple(rules())

    def export_items(self, book: Book, items: Sequence[Item], path: Path, form: str) -> None:
        """The ledger narrowed to the items, as the command line would write it."""
        from debtscope.export import render
        from debtscope.services.writing import write_file

        chosen = tuple(sorted(items, key=lambda item: item.id))
        write_file(path, render(replace(book.ledger, items=chosen), form))

    def export_plan(self, book: Book, plan: Plan, path: Path, form: str) -> None:
        """The plan, as the command line would write it."""
        from debtscope.export.plan import render_plan
        from debtscope.services.writing import write_file

        write_file(path, render_plan(plan, book.ledger, form))

    def scan_command(self) -> Sequence[str] | None:
        """The child process; none for a ledger file."""
        from debtscope.tui.scanner import command

        return None if self._is_file else command(self._request)

    def is_behind(self, book: Book) -> bool:
        """Another commit, or another day."""
        from debtscope.services.freshness import is_behind

        return is_behind(book, self._request, self.now().date())

    def lines_of(self, book: Book, item: Item) -> LinesAsked:
        """Through the one gateway to git."""
        from debtscope.services.provenance import lines_of

        return lines_of(book, item)

    def address(self, book: Book, item: Item) -> str:
        """From the remote that the repository names."""
        from debtscope.services.provenance import address_of

        return address_of(book, item)

    def estimate(
        self, book: Book, ids: Sequence[str], principal: float | None, interest: float | None, reason: str
    ) -> Book:
        """Appends to the triage log."""
        from debtscope.services.estimates import give

        return give(book, ids, principal=principal, interest=interest, reason=reason, by=_user(), now=self._moment())

    def tastes(self) -> Tastes:
        """From the user's own folders."""
        from debtscope.tui.tastes import read_tastes

        return read_tastes()

    def keep_tastes(self, tastes: Tastes) -> None:
        """To the user's own folder."""
        from debtscope.tui.tastes import keep_tastes

        keep_tastes(tastes)

    def log_stamp(self, book: Book) -> tuple[int, int] | None:
        """Size and time of the triage log."""
        if book.state is None:
            return None
        try:
            status = (book.state / "triage.jsonl").lstat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size)

    def kept_at(self, book: Book) -> tuple[int, int] | None:
        """Device and number of the state folder; a ledger file has none that could go."""
        if book.state is None:
            return None
        try:
            status = book.state.stat()
        except OSError:
            return None
        return (status.st_dev, status.st_ino)


def _user() -> str:
    from debtscope.services.deciders import user_name

    return user_name()

"""What the application asks of the services. Screens know this protocol alone; tests stand in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.plan import Plan
    from debtscope.model.provenance import LinesAsked
    from debtscope.model.rule import Rule
    from debtscope.model.triage import Decision, LogRecord
    from debtscope.services.history import Moment
    from debtscope.services.kept import KeptScan
    from debtscope.services.types import Book, Excerpt
    from debtscope.tui.views import Tastes
    from debtscope.tui.wanted import Wanted


class Session(Protocol):
    """One opened ledger with everything that may be done to it. Calls may take long: screens make them in workers."""

    @property
    def root(self) -> Path | None:
        """The repository, None for a ledger file alone."""
        ...

    @property
    def writes(self) -> str:
        """Where a scan and decisions are kept, in words."""
        ...

    def now(self) -> datetime:
        """The moment, UTC: how long ago things were."""
        ...

    def today(self) -> date:
        """The day against which new dates are chosen; the demonstration's is not the wall clock's."""
        ...

    def load(self) -> Book | None:
        """The last snapshot with its verdicts; None where nothing was scanned yet."""
        ...

    def glance(self, first: int) -> Book | None:
        """The first so many items of a ledger that is too large to be read at once; None where `load` is soon done."""
        ...

    def course(self, book: Book) -> Sequence[tuple[str, float]]:
        """Day and interest (hours a month) of the last kept days before the book's own, oldest first."""
        ...

    def days(self, book: Book) -> Sequence[Moment]:
        """What every kept scan said on its own day, oldest first. Raises DebtscopeError."""
        ...

    def past_scan(self, book: Book, snapshot: int) -> KeptScan:
        """One of them with its items. Raises DebtscopeError."""
        ...

    def is_damaged(self) -> bool:
        """Whether the history that could not be loaded is lost, and not only locked or of a newer program."""
        ...

    def put_aside(self) -> str:
        """Renames a damaged history, so that a scan makes a new one; its new name. Raises DebtscopeError."""
        ...

    def refresh(self, book: Book) -> Book:
        """The same snapshot with the triage log read again."""
        ...

    def decide(self, book: Book, ids: Sequence[str], decision: Decision) -> Book:
        """Records one decision on one or many items. Raises DebtscopeError where verdicts are refused."""
        ...

    def undo(self, book: Book) -> Book:
        """Takes this person's last decision back, on all the items that it was made on."""
        ...

    def answer(self, book: Book, test: str, value: float, reason: str) -> Book:
        """Records what the team says to one test of the ML Test Score. Raises DebtscopeError."""
        ...

    def history(self, book: Book, item_id: str) -> tuple[LogRecord, ...]:
        """What people decided on an item, oldest first."""
        ...

    def excerpt(self, book: Book, item: Item) -> Excerpt | None:
        """The code around an item, None where there is none to show."""
        ...

    def plan(self, book: Book, wanted: Wanted) -> Plan:
        """The paydown plan for a budget, pins, what was taken out and owners' hours."""
        ...

    def observe(self, book: Book, item_id: str, took: float) -> Book:
        """Records what paying an item took, hours. Raises DebtscopeError."""
        ...

    def records(self, book: Book) -> tuple[LogRecord, ...]:
        """Everything that was decided, in the order of the log."""
        ...

    def switch_rule(self, book: Book, slug: str, *, enabled: bool, reason: str) -> Book:
        """Switches a rule off or on for this repository from the next scan on. Raises DebtscopeError."""
        ...

    def switched_off(self, book: Book) -> Mapping[str, str]:
        """Rules that people switched off here: slug -> reason."""
        ...

    def hold_review(self, book: Book, attendees: Sequence[str]) -> None:
        """Notes that a review takes place, and who is there. Raises DebtscopeError."""
        ...

    def review_command(self, mode: str, wanted: Wanted) -> Sequence[str] | None:
        """The child process of a review: board, minutes, page or backfill; None where there is no repository."""
        ...

    def write_text(self, path: Path, text: str) -> None:
        """Writes a file, whole or not at all."""
        ...

    def rules(self) -> tuple[Rule, ...]:
        """The catalogue."""
        ...

    def export_items(self, book: Book, items: Sequence[Item], path: Path, form: str) -> None:
        """Writes items as json, csv or markdown, whole or not at all."""
        ...

    def export_plan(self, book: Book, plan: Plan, path: Path, form: str) -> None:
        """Writes the plan as markdown, csv, json, github or gitlab (drafts of issues), whole or not at all."""
        ...

    def scan_command(self) -> Sequence[str] | None:
        """The child process that scans and tells its progress as JSON lines; None where nothing can be scanned."""
        ...

    def is_behind(self, book: Book) -> bool:
        """Whether the repository has moved on since the ledger was made."""
        ...

    def lines_of(self, book: Book, item: Item) -> LinesAsked:
        """Who wrote the item's lines, and the commits of its file. Raises DebtscopeError with why nobody knows."""
        ...

    def address(self, book: Book, item: Item) -> str:
        """Of the item's line in a browser. Raises DebtscopeError where no host is known."""
        ...

    def estimate(
        self, book: Book, ids: Sequence[str], principal: float | None, interest: float | None, reason: str
    ) -> Book:
        """Records a person's own figures; neither of the two goes back to what was computed. Raises DebtscopeError."""
        ...

    def tastes(self) -> Tastes:
        """What this person keeps of the screen."""
        ...

    def keep_tastes(self, tastes: Tastes) -> None:
        """Keeps it for the next time. Raises DebtscopeError."""
        ...

    def log_stamp(self, book: Book) -> tuple[int, int] | None:
        """Changes when somebody else's decision arrives on disk."""
        ...

    def kept_at(self, book: Book) -> tuple[int, int] | None:
        """Tells the folder of scans and decisions from one that was made anew in its place; None where there is none."""
        ...

"""Registers debt that no scan can see (process, culture, a promise made), with the team's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from debtscope.engine.manual import manual_id
from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.triage import LogRecord
from debtscope.model.vocabulary import Category, Severity, Verdict
from debtscope.services.browse import decided
from debtscope.services.state import open_state
from debtscope.services.triage import writable
from debtscope.services.types import Book
from debtscope.store.codec import make_record
from debtscope.store.triage_log import LogText, append

MOST_HOURS = 100_000.0


@frozen
class Registration:
    """What a person says of a debt."""

    title: str
    category: Category
    severity: Severity
    principal_hours: float
    interest_hours_per_month: float
    why: str = ""
    component: str = ""
    owner: str | None = None
    due: str | None = None


def register(book: Book, registration: Registration, *, by: str, now: datetime) -> Item:
    """Appends the debt to the log and returns its item; with an owner or a due date it is planned at once.

    Raises UsageError (no title, hours out of range) or StoreError (cannot be written).
    """
    if not registration.title.strip():
        raise UsageError("a debt needs a title", "--title TEXT")
    for name in ("principal_hours", "interest_hours_per_month"):
        if not 0 <= getattr(registration, name) <= MOST_HOURS:
            raise UsageError(f"{name.replace('_', ' ')} must lie between 0 and {MOST_HOURS:g}")
    folder = writable(book)
    stamp = now.isoformat(timespec="seconds")
    number = manual_id(registration.title, registration.category.value, now.isoformat(), by)

    def make(_: LogText) -> Sequence[LogRecord]:
        added = make_record(kind="added", item=number, parent=None, at=stamp, by=by, data=_data(registration))
        planned = {name: value for name, value in (("owner", registration.owner), ("due", registration.due)) if value}
        if not planned:
            return [added]
        verdict = {"verdict": Verdict.PLAN.value, **planned}
        return [added, make_record(kind="verdict", item=number, parent=added.uid, at=stamp, by=by, data=verdict)]

    append(folder, make)
    after = decided(book, open_state(book.root, folder.path))
    return next(item for item in after.ledger.items if item.id == number)


def _data(registration: Registration) -> dict[str, object]:
    return {
        "title": registration.title.strip(), "category": registration.category.value,
        "severity": registration.severity.value, "principal_hours": registration.principal_hours,
        "interest_hours_per_month": registration.interest_hours_per_month, "why": registration.why,
        "component": registration.component,
    }  # fmt: skip

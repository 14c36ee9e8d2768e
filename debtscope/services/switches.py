"""Whole rules switched off, or on again, with a reason; kept in the triage log and read by the next scan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from debtscope.model.errors import UsageError
from debtscope.model.fold import RULES, fold
from debtscope.model.triage import LogRecord
from debtscope.services.browse import decided
from debtscope.services.state import open_state
from debtscope.services.triage import LONGEST_TEXT, batch_name, follow, parent_of, writable
from debtscope.services.types import Book
from debtscope.store.codec import make_record
from debtscope.store.triage_log import LogText, append


def switch_rule(book: Book, slug: str, *, enabled: bool, reason: str, by: str, now: datetime) -> Book:
    """Records whether a rule (a slug of the catalogue) speaks in this repository. Durable when it returns.

    Raises UsageError (no reason) or StoreError (cannot be written).
    """
    if not enabled and not reason.strip():
        raise UsageError("to switch a rule off needs a reason")
    if len(reason) > LONGEST_TEXT:
        raise UsageError(f"the reason is longer than {LONGEST_TEXT} characters")
    folder = writable(book)
    stamp = now.isoformat(timespec="seconds")

    def make(log: LogText) -> Sequence[LogRecord]:
        standing = fold(log.records).standing(RULES + slug)
        data: dict[str, object] = {
            "enabled": enabled, "reason": reason.strip(), "batch": batch_name(log, by, now), **follow(standing),
        }  # fmt: skip
        return [
            make_record(kind="rule", item=RULES + slug, parent=parent_of(standing), at=stamp, by=by, data=data)
        ]  # fmt: skip

    append(folder, make)
    return decided(book, open_state(book.root, folder.path))


def switched_off(book: Book) -> dict[str, str]:
    """Slugs that the log switches off, with the reason."""
    if book.state is None:
        return {}
    rules = open_state(book.root, book.state).fold.rules
    return {slug: one.reason for slug, one in rules.items() if not one.enabled}

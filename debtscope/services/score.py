"""Answers to the tests of the ML Test Score that only the team can decide; they live in the triage log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from debtscope.model.errors import UsageError
from debtscope.model.fold import ANSWERS, fold
from debtscope.model.score import BY_ID, VALUES
from debtscope.model.text import printable
from debtscope.model.triage import LogRecord
from debtscope.services.browse import decided
from debtscope.services.state import open_state
from debtscope.services.triage import LONGEST_TEXT, batch_name, follow, parent_of, writable
from debtscope.services.types import Book
from debtscope.store.codec import make_record
from debtscope.store.triage_log import LogText, append


def answer(book: Book, test: str, value: float, reason: str, *, by: str, now: datetime) -> Book:
    """Records what the team says to one test (0, 0.5 or 1) and why; it stands before what evidence says.

    Durable when it returns. Raises UsageError (no such test or value, no reason) or StoreError (cannot be written).
    """
    wanted = test.strip().upper()
    if wanted not in BY_ID:
        raise UsageError(f"there is no test {printable(test, limit=20)}", f"the tests are {', '.join(BY_ID)}")
    if value not in VALUES:
        raise UsageError(f"a test is worth 0, 0.5 or 1, not {value:g}")
    if not reason.strip():
        raise UsageError("an answer needs a reason", "--reason TEXT: what is done, and where one can see it")
    if len(reason) > LONGEST_TEXT:
        raise UsageError(f"the reason is longer than {LONGEST_TEXT} characters")
    folder = writable(book)

    def make(log: LogText) -> Sequence[LogRecord]:
        standing = fold(log.records).standing(ANSWERS + wanted)
        data = {"value": value, "reason": reason.strip(), "batch": batch_name(log, by, now), **follow(standing)}
        stamp = now.isoformat(timespec="seconds")
        return [
            make_record(
                kind="answer", item=ANSWERS + wanted, parent=parent_of(standing), at=stamp, by=by, data=data
            )
        ]  # fmt: skip

    append(folder, make)
    return decided(book, open_state(book.root, folder.path))

"""What a weekly review looks at: two ledgers, what happened between them, and what people decided. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.comparison import Comparison
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Ledger
from debtscope.model.plan import Plan
from debtscope.model.totals import Summary
from debtscope.model.triage import LogRecord

NEW, VISIBLE, PAID, BACK, OVERDUE, DUE_AGAIN, GREW = (
    "new", "newly visible", "paid", "came back", "overdue", "due again", "grew",
)  # fmt: skip
TITLES: Mapping[str, str] = {
    OVERDUE: "Overdue: planned, and the day has passed",
    DUE_AGAIN: "Due again: accepted or deferred until now",
    BACK: "Came back: it was paid before",
    NEW: "New debt",
    GREW: "Grew: more of it than before",
    PAID: "Paid",
    VISIBLE: "Newly visible: a rule or a source is new, the debt is not",
}
"""The sections of a review, in the order in which a team goes through them."""
SECTIONS = tuple(TITLES)


@frozen
class Week:
    """Totals of one kept snapshot."""

    as_of: str
    summary: Summary
    came: int
    went: int


@frozen
class ReviewSource:
    """Everything that a review is made from."""

    since: str
    """ISO date."""
    base: str
    """What `before` is, in words: a kept snapshot, or a commit that was scanned for the review."""
    before: Ledger
    after: Ledger
    comparison: Comparison
    records: tuple[LogRecord, ...]
    """Decisions since, in the order of the log."""
    weeks: tuple[Week, ...]
    """Oldest first."""
    plan: Plan
    """What to do next within the team's hours."""
    kept: Mapping[int, Ledger] = field(default_factory=dict[int, Ledger])
    """Those of the two ledgers that are snapshots, by their numbers, so that nobody reads them again."""
    is_repriced: bool = False
    """Hours that people logged in between moved the estimates of `after` alone."""

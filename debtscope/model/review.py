"""What a weekly review looks at: two ledgers, what happened between them, and what people decided. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from debtscope.model.comparison import Comparison
from debtscope.model.ledger import Ledger
from debtscope.model.plan import Plan
from debtscope.model.totals import Summary
from debtscope.model.triage import LogRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Totals of one kept snapshot."""

    as_of: str
    summary: Summary
    came: int
    went: int


@dataclass(frozen=True, slots=True, kw_only=True)
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

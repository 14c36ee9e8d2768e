"""Marks that people write into the code itself: debt taken on knowingly, and findings that are not to be shown."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class DebtMark:
    """A comment `debt: text principal=8h interest=2h/month owner=@x due=2027-01-31`."""

    path: str
    line: int
    text: str
    principal_hours: float | None
    interest_hours_per_month: float | None
    owner: str | None
    due: str | None
    """ISO date."""
    problems: tuple[str, ...] = ()
    """Fields that could not be read, in words; the others count."""


@frozen
class IgnoreMark:
    """A comment `debtscope: ignore[slug, slug] reason`."""

    path: str
    line: int
    rules: tuple[str, ...]
    """Slugs or ids as written; empty where the brackets are missing or empty."""
    reason: str

"""What ruff says of Python files: generic debt, bought and not made."""

from __future__ import annotations

from debtscope.api import LintHit
from debtscope.model.frozen import frozen


@frozen
class LintedFile:
    """One file with at least one hit. Lines that a `noqa` comment excuses are no hits."""

    path: str
    hits: tuple[LintHit, ...]
    excused: int
    """Lines with a `noqa` comment."""

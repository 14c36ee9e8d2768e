"""What ruff says of Python files: generic debt, bought and not made."""

from __future__ import annotations

from dataclasses import dataclass

from debtscope.api import LintHit


@dataclass(frozen=True, slots=True, kw_only=True)
class LintedFile:
    """One file with at least one hit. Lines that a `noqa` comment excuses are no hits."""

    path: str
    hits: tuple[LintHit, ...]
    excused: int
    """Lines with a `noqa` comment."""

"""Credentials in what files were in past commits, redacted where they are read."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class PastSecret:
    """One credential at one place of a past commit, in a content that no file has today."""

    path: str
    line: int
    kind: str
    shape: str
    fingerprint: str
    """As that of a SecretFinding: equal for equal values."""
    is_example: bool
    commit: str
    """The oldest one that had the content."""
    day: str
    """UTC date of that commit."""

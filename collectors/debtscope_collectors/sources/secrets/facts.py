"""Credentials found in text, redacted where they are read: no value ever becomes a fact."""

from __future__ import annotations

from debtscope.model.frozen import frozen

NAMED_ONLY = frozenset({"API key", "token", "password", "secret"})
"""Kinds of which only a name tells: nobody's form says whose they are."""

SESSION_KEY = "AWS session key"
"""What AWS hands out for a session: it opens nothing any more after at most a day and a half."""
SESSION_DAYS = 2


@frozen
class SecretFinding:
    """One credential at one place."""

    path: str
    line: int
    kind: str
    """In words: `AWS key pair`, `GitHub token`, `password in a url` …"""
    shape: str
    """`AKIA… (20 characters)`; no characters of the value where it is short."""
    fingerprint: str
    """Eight hex digits of a salted hash: equal for equal values, of no use for guessing them."""
    is_example: bool
    """A value that its vendor's documentation prints; no secret unless the settings say that such values stand for real ones."""
    is_tracked: bool | None
    """In HEAD; None without git."""
    is_local: bool = False
    """It stands beside an address of the machine itself, and opens what runs there."""

"""The one error family. Only the command line turns it into text and exit codes."""

from __future__ import annotations


class DebtscopeError(Exception):
    """Something the user can mend: `message` says what, `hint` the way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DebtscopeError):
    """Wrong options, names or settings (exit 2)."""


class Unreadable(DebtscopeError):
    """An input inside the workspace that could not be read; costs that input only."""

"""What the exit status means."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Findings and failures are told apart."""

    OK = 0
    GATE = 1
    """An item matched --fail-on; with --strict also: an input went unread, or no source was read."""
    USAGE = 2
    """Wrong usage, or something that the user can mend."""
    INTERNAL = 3
    """A fault of debtscope; the traceback was saved where the message says."""
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143

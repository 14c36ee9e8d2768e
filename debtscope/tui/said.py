"""What the application has to tell: sentences, and why it shows no ledger."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class Said:
    """One line of the message list."""

    at: str
    text: str
    level: str = "note"
    detail: str = ""


@frozen
class Unreadable:
    """Why there is no ledger although there was one."""

    message: str
    hint: str
    is_damaged: bool
    """Whether it may be put aside: what is only locked, or of a newer program, may not."""

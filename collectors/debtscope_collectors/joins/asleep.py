"""Projects on which nobody works any more: what stopped with them, no monitor and no schedule let fall."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from debtscope.api import Facts, GitHistory

_QUIET: Final = timedelta(days=120)
"""Without a commit of a person from which on nobody is at work."""


def asleep_since(facts: Facts) -> datetime | None:
    """The last commit of a person, where it is long past; None while somebody works, and without a history."""
    history = facts.one(GitHistory)
    told = [one.at for one in history.commits if not one.is_bot and one.at.date() <= facts.as_of] if history else []
    last = max(told, default=None)
    return last if last is not None and facts.as_of - last.date() > _QUIET else None

"""Dates as people type them: `2026-12-31`, `2w`, `3m`. Nothing here asks the clock."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from debtscope.model.regex import regex

_AHEAD = regex(r"(\d{1,4})([dwmy])")


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    from calendar import monthrange

    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def when(text: str, today: date) -> date | None:
    """The day that was meant; None where it is no date or lies in the past."""
    text = text.strip().lower()
    found = _AHEAD.fullmatch(text)
    if found:
        number, unit = int(found[1]), found[2]
        try:
            if unit in "dw":
                return today + timedelta(days=number * (7 if unit == "w" else 1))
            return months_on(today, number * (12 if unit == "y" else 1))
        except (OverflowError, ValueError):
            return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= today else None


def reason_and_day(text: str, today: date) -> tuple[str, date | None, str | None]:
    """`because x @3m` as reason, day and error."""
    reason, at, tail = text.rpartition("@")
    if not at:
        return text.strip(), None, None
    day = when(tail, today)
    if day is None and re.match(r"\d", tail.strip()):
        return reason.strip(), None, f"'{tail.strip()}' is no date to come: 2026-12-31, 2w, 3m"
    return (reason.strip(), day, None) if day else (text.strip(), None, None)


def owner_and_day(text: str, today: date) -> tuple[str | None, date | None, str | None]:
    """`ana 2w` as owner, day and error, both optional."""
    owner: list[str] = []
    day: date | None = None
    for word in text.split():
        found = when(word, today)
        if found is not None:
            day = found
        elif re.match(r"\d", word):
            return None, None, f"'{word}' is no date to come: 2026-12-31, 2w, 3m"
        else:
            owner.append(word.removeprefix("@"))
    return " ".join(owner) or None, day, None


def ago(then: str, now: datetime) -> str:
    """`2 h ago`; the text as it is where it is no time."""
    try:
        at = datetime.fromisoformat(then)
    except ValueError:
        return then
    if at.tzinfo is None:
        at = at.replace(tzinfo=now.tzinfo)
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // 1440} days ago"

"""When a report was made: by its content, else by its name, else by the commit that last touched it. Never by mtime."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from debtscope.api import GitHistory
from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.shape import number

_ISO = regex(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T _]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_IN_NAME = regex(r"(?<!\d)(20\d{2})([-_.]?)(\d{2})\2(\d{2})(?:[T_-]?(\d{2})[-_:]?(\d{2})(?:[-_:]?(\d{2}))?)?(?!\d)")
_WEEK = regex(r"(?<!\d)(20\d{2})-?W(\d{2})(?!\d)")
_MONTH = regex(r"(?<!\d)(20\d{2})[-_](\d{2})(?![\d-])")
_ID = regex(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{20,64}")
_FRACTION = regex(r"\*[.,]\d{1,9}Z?")
"""Of a second, behind a time that was taken out."""
_COUNTER = regex(r"(?<=[-_.])\d{1,6}(?=\.|$)")
_STANDING = regex(r"(?:^|[-_./])(?:reference|baseline|ref)(?:[-_./]|$)", re.IGNORECASE)


def parse_time(value: object) -> datetime | None:
    """A point in time from ISO text (with or without zone, compact, nanoseconds) or epoch seconds; UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str) and len(value) <= 64 and (found := _ISO.match(value.strip())):
        return _build(found)
    seconds = number(value)
    if seconds is None or not 0 < seconds < 1e14:
        return None
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)


def _build(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        at = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")), tzinfo=UTC,
        )  # fmt: skip
        if zone and zone != "Z":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            at = at - offset if zone[0] == "+" else at + offset
    except (ValueError, OverflowError):
        return None
    return at


def date_in_name(path: str) -> datetime | None:
    """The date that a file's name, or the folders above it, carry; the nearest to the name wins."""
    for part in reversed(path.split("/")[-5:]):
        for found in _IN_NAME.finditer(part):
            year, _, month, day, hour, minute, second = found.groups()
            at = _safe(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
            at = at or _safe(int(year), int(month), int(day), 0, 0, 0)
            if at:
                return at
        if week := _WEEK.search(part):
            try:
                sunday = date.fromisocalendar(int(week[1]), int(week[2]), 7)
            except ValueError:
                continue
            return datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC)
        if (month_only := _MONTH.search(part)) and 1 <= int(month_only[2]) <= 12:
            following = date(int(month_only[1]), int(month_only[2]), 28) + timedelta(days=4)
            last = following - timedelta(days=following.day)
            return datetime(last.year, last.month, last.day, tzinfo=UTC)
    return None


def is_standing(path: str) -> bool:
    """Whether the name says that the file is what others are compared with, and stands still by purpose."""
    return _STANDING.search(path) is not None


def _safe(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def series_of(path: str) -> str:
    """What the files of one series share: the path without dates, ids and counters."""
    folder, _, name = path.rpartition("/")
    parts = [*folder.split("/"), name] if folder else [name]
    wiped: list[str] = []
    for part in parts:
        without_days = _FRACTION.sub("*", _WEEK.sub("*", _IN_NAME.sub("*", part)))
        wiped.append(_ID.sub("*", _MONTH.sub("*", without_days)))
    wiped[-1] = _COUNTER.sub("*", wiped[-1])
    return "/".join(wiped)


Dating = Callable[[str, datetime | None], tuple[datetime | None, str]]
"""(path, date in the content) -> (date, what it rests on)."""


def dating(history: GitHistory | None) -> Dating:
    """How reports are dated in this workspace."""

    def date_of(path: str, content: datetime | None) -> tuple[datetime | None, str]:
        if content is not None:
            return content, "content"
        if named := date_in_name(path):
            return named, "name"
        # A reference profile stands still by purpose: the commit that brought it in says nothing about the job.
        if history is not None and not is_standing(path) and (touch := history.last_touch(path)):
            return touch.at, "git"
        return None, "none"

    return date_of

"""Finds marks in the comments of any text file. What only looks like one (a total called debt) has no field and is none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from debtscope.api import DebtMark, IgnoreMark
from debtscope.model.regex import regex

_MOST: Final = 500
_LONGEST: Final = 1_000
_COMMENT: Final = r"(?:^|[\s;])(?:#|//|--|/\*|<!--|;|%|\*)[\s#/*!-]{0,8}"
_DEBT: Final = regex(_COMMENT + r"debt:[ \t]{0,8}(\S[^\n]{0,600})", re.IGNORECASE)
_IGNORE: Final = regex(
    _COMMENT + r"[^\n]{0,200}?\bdebtscope:[ \t]{0,8}ignore\b[ \t]{0,8}(\[[^\]\n]{0,400}\])?([^\n]{0,400})"
)
_HINTS: Final = (b"debt:", b"debtscope:", b"DEBT:")
"""Looked for one by one: several times as fast as a pattern of the three."""
_FIELD: Final = regex(r"(?:^|\s)(principal|interest|owner|due)=(\S{1,80})")
_HOURS: Final = regex(r"(\d{1,6}(?:\.\d{1,3})?)(h|d)?")
_RATE: Final = regex(r"(\d{1,6}(?:\.\d{1,3})?)(?:h)?(?:/(month|week|m|w))?")
_END: Final = regex(r"\s*(?:\*/|-->|\"\"\"|'''|\\n\",?)\s*$")
_DAY_HOURS: Final = 8.0
_WEEKS_A_MONTH: Final = 365.25 / 84


def find_marks(path: str, data: bytes) -> Iterator[DebtMark | IgnoreMark]:
    """All marks of a file, by line."""
    if not any(hint in data for hint in _HINTS):
        return
    breaks = [match.start() for match in re.finditer(rb"\n", data)]
    for number, line in islice(_lines(data, breaks), _MOST):
        if (found := _IGNORE.search(line)) is not None:
            words = (word.strip() for word in (found[1] or "")[1:-1].split(","))
            yield IgnoreMark(
                path=path, line=number, rules=tuple(word for word in words if word), reason=_clean(found[2])
            )
        elif (found := _DEBT.search(line)) is not None and _FIELD.search(found[1]):
            yield _debt(path, number, _clean(found[1]))


def _lines(data: bytes, breaks: list[int]) -> Iterator[tuple[int, str]]:
    """Lines that hold the words, with their numbers."""
    last = 0
    for found in re.finditer(rb"(?:debt|DEBT)(?:scope)?:", data):
        index = bisect_right(breaks, found.start())
        number = index + 1
        if number == last:
            continue
        last = number
        start = breaks[index - 1] + 1 if index else 0
        end = breaks[index] if index < len(breaks) else len(data)
        yield number, data[start : min(end, start + _LONGEST)].decode("utf-8", "replace")


def _clean(text: str) -> str:
    return _END.sub("", text).strip(" \t\r,")


def _debt(path: str, line: int, text: str) -> DebtMark:
    fields = {match[1]: match[2].rstrip(".,;") for match in _FIELD.finditer(text)}
    words = " ".join(_FIELD.sub(" ", text).split())
    problems: list[str] = []
    principal, interest = _principal(fields.get("principal"), problems), _interest(fields.get("interest"), problems)
    due = _due(fields.get("due"), problems)
    if not words:
        problems.append("it does not say what the debt is")
    return DebtMark(
        path=path, line=line, text=words, principal_hours=principal, interest_hours_per_month=interest,
        owner=fields.get("owner", "").lstrip("@") or None, due=due, problems=tuple(problems),
    )  # fmt: skip


def _principal(text: str | None, problems: list[str]) -> float | None:
    if text is None:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        problems.append("principal is no number of hours: write principal=8h or principal=2d")
        return None
    return float(found[1]) * (_DAY_HOURS if found[2] == "d" else 1.0)


def _interest(text: str | None, problems: list[str]) -> float | None:
    if text is None:
        return None
    found = _RATE.fullmatch(text)
    if found is None:
        problems.append("interest is no rate: write interest=2h/month")
        return None
    return round(float(found[1]) * (_WEEKS_A_MONTH if (found[2] or "")[:1] == "w" else 1.0), 3)


def _due(text: str | None, problems: list[str]) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        problems.append("due is no date: write due=2027-01-31")
        return None

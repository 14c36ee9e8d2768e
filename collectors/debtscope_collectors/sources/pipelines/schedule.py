"""Schedules in every notation to runs a month and words for people."""

from __future__ import annotations

import re
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.pipelines.facts import PipelineSchedule

MONTH_DAYS: Final = 365.25 / 12
_PRESETS: Final = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@quarterly": "0 0 1 */3 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
_UNITS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 86400 * MONTH_DAYS}
_EVERY: Final = regex(
    r"(?:rate\(|@every |every )\s?(\d{1,6})?\s?(second|minute|hour|day|week|month|s|m|h|d|w)s?\)?", re.I
)
_ISO: Final = regex(
    r"P(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?"
)
_SHORT: Final = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY_WORDS: Final = ("Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")
_MONTHS: Final = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def schedule(written: str, line: int | None = None) -> PipelineSchedule | None:
    """The schedule of a text; None where it says that nothing is scheduled."""
    text = " ".join(written.split())[:200]
    if text.lower() in ("", "none", "null", "@once", "once", "false"):
        return None
    if text.lower() in _PRESETS:
        told = _cron(_PRESETS[text.lower()].split(), line)
        return told or PipelineSchedule(cron=text, words=text, runs_per_month=None, line=line)
    bare = re.sub(r"^(?:CRON_TZ|TZ)=\S{1,60} |^cron\((.{1,150})\)$", r"\1", text).strip()
    fields = bare.split(" ")
    if len(fields) == 6:  # seconds in front (Quartz, Kubeflow) or a year behind (AWS)
        fields = fields[:5] if text.startswith("cron(") else fields[1:]
    if len(fields) == 5 and (found := _cron(fields, line)):
        return found
    seconds = _seconds(text)
    if seconds:
        return PipelineSchedule(
            cron=text, words=_every(seconds), runs_per_month=round(MONTH_DAYS * 86400 / seconds, 2), line=line
        )
    return PipelineSchedule(cron=text, words=text, runs_per_month=None, line=line)


def interval(seconds: float, line: int | None = None) -> PipelineSchedule | None:
    """A run every so many seconds."""
    if not 0 < seconds < 1e9:
        return None
    return PipelineSchedule(
        cron=f"every {seconds:g} s",
        words=_every(seconds),
        runs_per_month=round(MONTH_DAYS * 86400 / seconds, 2),
        line=line,
    )


def _seconds(text: str) -> float | None:
    if found := _EVERY.fullmatch(text):
        unit = found[2].lower()
        return int(found[1] or 1) * _UNITS[_SHORT.get(unit, unit)]
    if text.startswith("P") and (found := _ISO.fullmatch(text)):
        units = (_UNITS["month"], _UNITS["week"], 86400, 3600, 60, 1)
        return sum(int(n) * unit for n, unit in zip(found.groups(), units, strict=True) if n) or None
    return None


def _every(seconds: float) -> str:
    for unit in ("week", "day", "hour", "minute", "second"):
        count = seconds / _UNITS[unit]
        if count >= 1 and abs(count - round(count)) < 1e-9:
            n = round(count)
            return f"every {unit}" if n == 1 else f"every {n} {unit}s"
    return f"every {seconds:g} seconds"


def _cron(fields: list[str], line: int | None) -> PipelineSchedule | None:
    sets: list[set[int]] = []
    for place, (field, (low, high)) in enumerate(zip(fields, _RANGES, strict=True)):
        values = _values(field.lower(), low, high, place)
        if values is None:
            return None
        sets.append(values)
    minutes, hours, days, months, weekdays = sets
    week = {d % 7 for d in weekdays}
    by_day, by_week = fields[2] not in ("*", "?"), fields[4] not in ("*", "?")
    on_days = len(days) if by_day else 0.0
    on_week = MONTH_DAYS * len(week) / 7 if by_week else 0.0
    # Where both are given cron runs on either.
    runs = min(on_days + on_week, MONTH_DAYS) if by_day or by_week else MONTH_DAYS
    total = runs * len(minutes) * len(hours) * len(months) / 12
    return PipelineSchedule(
        cron=" ".join(fields), words=_words(fields, minutes, hours, days, week, by_day=by_day, by_week=by_week),
        runs_per_month=round(total, 2), line=line,
    )  # fmt: skip


def _values(field: str, low: int, high: int, place: int) -> set[int] | None:
    """The numbers that a field stands for; None where it is none."""
    found: set[int] = set()
    for part in field.split(",")[:80]:
        span, slash, step = part.partition("/")
        if slash and not (step.isdecimal() and 0 < int(step) <= 100):
            return None
        first, dash, last = span.partition("-")
        if span in ("*", "?"):
            start, end = low, high
        else:
            a, b = _number(first, place), _number(last, place) if dash else None
            if a is None or (dash and b is None):
                return None
            start, end = a, b if b is not None else high if slash else a
        if not low <= start <= end <= high:
            return None
        found.update(range(start, end + 1, int(step) if slash else 1))
    return found


def _number(text: str, place: int) -> int | None:
    if text.isdecimal() and len(text) < 4:
        return int(text)
    names = _MONTHS if place == 3 else _DAYS if place == 4 else ()
    return names.index(text[:3]) if len(text) >= 3 and text[:3] in names else None


def _words(
    fields: list[str],
    minutes: set[int],
    hours: set[int],
    days: set[int],
    week: set[int],
    *,
    by_day: bool,
    by_week: bool,
) -> str:
    at = f"at {min(hours):02d}:{min(minutes):02d}"
    if len(minutes) > 1 and len(hours) == 24:
        step = fields[0].partition("/")[2]
        often = f"every {step} minutes" if step else f"{len(minutes)} times an hour"
    elif len(hours) == 24:
        often = "hourly"
    elif len(minutes) == 1 and len(hours) == 1:
        often = at
    else:
        often = f"{len(minutes) * len(hours)} times a day"
    if by_week and not by_day:
        if week == {1, 2, 3, 4, 5}:
            return f"on weekdays {often}"
        return f"{', '.join(_DAY_WORDS[d] for d in sorted(week))} {often}"
    if by_day and not by_week:
        return f"on day {', '.join(map(str, sorted(days)[:5]))} of the month {often}"
    if by_day and by_week:
        return f"on some days {often}"
    if fields[3] != "*":
        return f"in some months {often}"
    return often if often.startswith(("every", "hourly")) or "times" in often else f"daily {often}"

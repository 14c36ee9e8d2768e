"""Smells of a column, judged by its distinct values and how often each occurs.

After Foidl et al., Data Smells: what is believable in form and wrong in meaning. Only those are kept that a reader can settle
at a glance; outliers, skew and long texts need to know what the column means, and are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.datafiles.facts import ColumnSmell

_READ_AS_MISSING: Final = frozenset(
    {
        "",
        "#N/A",
        "N/A",
        "NA",
        "NULL",
        "NaN",
        "None",
        "n/a",
        "nan",
        "null",
        "<NA>",
        "-nan",
        "-NaN",
        "#NA",
        "#N/A N/A",
        "1.#QNAN",
    }
)
"""What readers of tables take for missing."""
_NOT_READ: Final = frozenset(
    {
        "?",
        "-",
        "--",
        ".",
        "..",
        "missing",
        "unknown",
        "none",
        "na",
        "not available",
        "not known",
        "n.a.",
        "(null)",
        "undefined",
        "[]",
    }
)
"""What people write for missing, in small letters, and readers take for text."""
_PLACES: Final = frozenset({"?", "-", "--", ".", ".."})
_SENTINELS: Final = frozenset({-1.0, -9.0, -99.0, -999.0, -9999.0, -99999.0, 999.0, 9999.0, 99999.0, 999999.0})
_DUMMY_DATES: Final = regex(
    r"^(?:1900-01-01|1970-01-01|0001-01-01|9999-12-31|1/1/1900|01/01/1900|1/1/1970|01/01/1970)\b"
)
_DATE: Final = regex(r"^(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})")
_TWO_PARTS: Final = regex(r"^(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)?\d{2}(?:\D|$)")
_SIGNED: Final = regex(
    r"cluster|label|target|class|sentiment|polarity|direction|signal|lag|diff|delta|change|return|growth|temp|lat|lon|lng|coord|corr|"
    r"score|log|residual|error|offset|balance|profit|margin|gain|loss|delay|zone|encoded|embedding|trend|slope|parent|depth|level",
    re.IGNORECASE,
)
_NUMBERED: Final = regex(
    r"(?:^|_| )(?:id|ids|code|zip|zipcode|postcode|plz|ticket|sku|version|hash|uuid|key|no|nr|number|phone|cabin|isbn|address|"
    r"model|serial|account|reference|room|seat|grade|size|version|name|title|text|comment|description|url|path)s?$|Id$|ID$|\bICD",
    re.IGNORECASE,
)
_POSITIVE: Final = regex(
    r"(?:^|_| )(?:age|height|weight|distance|duration|tenure|mileage|area|sqft|square_?feet|headcount|passengers?|bedrooms?|rooms)(?:$|_| )",
    re.IGNORECASE,
)
_NEVER_ZERO: Final = regex(
    r"^(?:glucose|blood_?pressure|bmi|body_?mass_?index|skin_?thickness|height(?:_?cm)?|weight(?:_?kg)?|heart_?rate|max_?hr|chol|"
    r"cholesterol|trestbps|resting_?bp|sysbp|diabp|ap_hi|ap_lo)$",
    re.IGNORECASE,
)
_AGE: Final = regex(r"^(?:age|customer_age|person_age|patient_age|dem_age|age_years|alter)$", re.IGNORECASE)
_WRITTEN_NUMBER: Final = regex(
    r"^[<>~$€£₹+-]{0,2} ?\d{1,3}(?:[, ]\d{3})*(?:\.\d+)? ?(?:%|€|\$|kg|km|kmpl|km/kg|mi|miles|mb|gb|cc|bhp|cm|mm|m|sq ?ft|hours?|hrs?|"
    r"minutes?|mins?|days?|weeks?|months?|years?|yrs?|[kKmM])?$"
)
_BROKEN: Final = regex(r"Ã[\x80-\xbf¡-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™œ\x9d“”˜¦]|Â[ °£©®«»]|ï»¿|\ufffd")
_SPACES: Final = regex(r"\s+")

_LONGEST_MISSING = 16
_OFTEN = 0.01
_RARE = 0.002
_SOME = 0.05
_MOST_WORDS = 60
_LONGEST = 200
_OLDEST = 125
_FEW_NUMBERS = 8
"""Distinct numbers from which a column measures rather than tells classes apart."""


def smells(column: str, counts: Mapping[str, int], rows: int) -> Iterator[ColumnSmell]:
    """The smells of one column; `counts` holds its raw values, `rows` how many were sampled."""
    missing = {value: n for value, n in counts.items() if is_missing(value)}
    present = {value: n for value, n in counts.items() if value not in missing}
    written = sum(present.values())
    if written < rows * _SOME:
        return
    numbers: dict[float, int] = {}
    texts: dict[str, int] = {}
    for value, n in present.items():
        number = _number(value)
        if number is None:
            texts[value] = n
        else:
            numbers[number] = numbers.get(number, 0) + n
    numeric = sum(numbers.values()) / written
    if numeric >= 0.8:
        yield from _of_numbers(column, numbers, texts, missing, rows, written)
    else:
        yield from _of_texts(column, texts, missing, rows, written)


def is_missing(value: str) -> bool:
    """No value, however that is written."""
    if value[:1].isdigit() or len(value) > _LONGEST_MISSING:
        return False
    stripped = value.strip()
    return stripped in _READ_AS_MISSING or stripped.lower() in _NOT_READ


def _number(value: str) -> float | None:
    """As a reader of tables would take it: no grouping, no unit."""
    if len(value) > 40 or "_" in value:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number - number == 0 else None


def _of_numbers(
    column: str,
    numbers: Mapping[float, int],
    texts: Mapping[str, int],
    missing: Mapping[str, int],
    rows: int,
    written: int,
) -> Iterator[ColumnSmell]:
    unread = {value: n for value, n in missing.items() if value not in _READ_AS_MISSING}
    if (bad := sum(unread.values())) >= max(2, rows * _RARE / 2):
        shown = _shown(unread)
        yield ColumnSmell(
            column=column, kind="blank", told=f"{shown} among numbers, which makes the column text", rows=bad
        )
    elif texts and not _NUMBERED.search(column) and (odd := sum(texts.values())) >= max(3, written * _OFTEN):
        yield ColumnSmell(column=column, kind="mixed-types", told="words among numbers", rows=odd)
    for judge in (_sentinel, _zero, _sign, _age):
        # who leaves more cells empty than hold the code knows how to write that there is nothing: the code says something else
        yield from (one for one in judge(column, numbers, rows) if one.kind != "sentinel" or one.rows > rows - written)


def _sentinel(column: str, numbers: Mapping[float, int], rows: int) -> Iterator[ColumnSmell]:
    """A code far from, or below, everything else."""
    below = [number for number in numbers if number < 0]
    if len(below) == 1 and below[0] in _SENTINELS and not _SIGNED.search(column):
        yield from _code(column, numbers, below[0], rows)
    top = max(numbers)
    others = [number for number in numbers if number != top]
    if top > 0 and top in _SENTINELS and others and min(others) >= 0 and max(others) * 3 < top:
        yield from _code(column, numbers, top, rows)


def _code(column: str, numbers: Mapping[float, int], code: float, rows: int) -> Iterator[ColumnSmell]:
    n = numbers[code]
    if rows * _OFTEN <= n and len(numbers) > _FEW_NUMBERS and not _NUMBERED.search(column):
        yield ColumnSmell(column=column, kind="sentinel", told=f"{code:g} stands for no value", rows=n)


def _zero(column: str, numbers: Mapping[float, int], rows: int) -> Iterator[ColumnSmell]:
    n = numbers.get(0.0, 0)
    others = [abs(number) for number in numbers if number]
    if n >= max(2, rows * _RARE) and _NEVER_ZERO.match(column) and len(others) > _FEW_NUMBERS and min(others) >= 1:
        yield ColumnSmell(column=column, kind="zero", told="0 where nobody can have it", rows=n)


def _sign(column: str, numbers: Mapping[float, int], rows: int) -> Iterator[ColumnSmell]:
    below = {number: n for number, n in numbers.items() if number < 0}
    bad = sum(below.values())
    is_code = len(below) == 1 and next(iter(below)) in _SENTINELS
    whole = all(number == int(number) or abs(number) > 5 for number in below)  # standardised columns are no measures
    if 2 <= bad <= rows * _SOME and not is_code and whole and _POSITIVE.search(column) and not _SIGNED.search(column):
        yield ColumnSmell(column=column, kind="sign", told="below zero", rows=bad)


def _age(column: str, numbers: Mapping[float, int], rows: int) -> Iterator[ColumnSmell]:
    bad = sum(n for number, n in numbers.items() if number > _OLDEST and number not in _SENTINELS)
    if _AGE.match(column) and 1 <= bad <= rows * _SOME:
        yield ColumnSmell(column=column, kind="age", told=f"above {_OLDEST} years", rows=bad)


def _of_texts(
    column: str, texts: Mapping[str, int], missing: Mapping[str, int], rows: int, written: int
) -> Iterator[ColumnSmell]:
    for judge in (_written_numbers, _dates, _mojibake):
        yield from judge(column, texts, written)
    yield from _spellings(column, texts, rows)
    kinds = {
        "nothing" if value in _READ_AS_MISSING else _spelling(value): n
        for value, n in missing.items()
        if n >= max(2, rows * _RARE)
    }
    if len(kinds) > 1 and len(texts) <= _MOST_WORDS:
        told = " and ".join(sorted(kinds)[:3])
        yield ColumnSmell(
            column=column, kind="missing", told=f"{told} both stand for no value", rows=sum(kinds.values())
        )


def _spelling(value: str) -> str:
    stripped = value.strip().lower()
    return f"'{stripped}'" if stripped in _PLACES or stripped in _NOT_READ else "blanks"


def _shown(unread: Mapping[str, int]) -> str:
    return ", ".join(sorted({"blanks" if not value.strip() else _spelling(value) for value in unread})[:3])


def _written_numbers(column: str, texts: Mapping[str, int], written: int) -> Iterator[ColumnSmell]:
    if len(texts) <= _FEW_NUMBERS or _NUMBERED.search(column):
        return
    bad = sum(n for value, n in texts.items() if len(value) <= 24 and _WRITTEN_NUMBER.match(value.strip()))
    if bad >= written * 0.9:
        yield ColumnSmell(
            column=column, kind="number-as-text", told="numbers with signs, units or separators in the text", rows=bad
        )


def _dates(column: str, texts: Mapping[str, int], written: int) -> Iterator[ColumnSmell]:
    first = second = 0
    dummies = sum(n for value, n in texts.items() if _DUMMY_DATES.match(value))
    dated = sum(n for value, n in texts.items() if _DATE.match(value))
    if dummies >= written * _OFTEN and dated >= written * 0.9 and len(texts) > _FEW_NUMBERS:
        yield ColumnSmell(
            column=column, kind="sentinel", told="a date of the calendar's edge stands for no value", rows=dummies
        )
    for value, n in texts.items():
        if match := _TWO_PARTS.match(value):
            first += n if int(match[1]) > 12 >= int(match[2]) else 0
            second += n if int(match[2]) > 12 >= int(match[1]) else 0
    if min(first, second) >= max(2, written * _RARE):
        told = "day first in some dates and month first in others"
        yield ColumnSmell(column=column, kind="date-order", told=told, rows=min(first, second))


def _mojibake(column: str, texts: Mapping[str, int], written: int) -> Iterator[ColumnSmell]:
    bad = sum(n for value, n in texts.items() if not value.isascii() and _BROKEN.search(value[:2000]))
    if bad >= max(2, written * _RARE / 2):
        yield ColumnSmell(column=column, kind="mojibake", told="text read in the wrong encoding", rows=bad)


def _spellings(column: str, texts: Mapping[str, int], rows: int) -> Iterator[ColumnSmell]:
    """One category under several spellings: other case, or spaces around."""
    if len(texts) > _MOST_WORDS or any(len(value) > _LONGEST for value in texts):
        return
    groups: dict[str, Counter[str]] = {}
    for value, n in texts.items():
        groups.setdefault(_SPACES.sub(" ", value.strip()).casefold(), Counter())[value] += n
    several = [forms for forms in groups.values() if len(forms) > 1]
    bad = sum(sum(forms.values()) - max(forms.values()) for forms in several)
    if bad >= max(2, rows * _RARE):
        told = (
            f"{len(several)} categories under several spellings"
            if len(several) > 1
            else "one category under several spellings"
        )
        yield ColumnSmell(column=column, kind="spelling", told=told, rows=bad)

"""What the words of a SQL text tell: tables read, whether all columns are taken, and whether something bounds it in time.

Dialects and templates are not parsed; `{}` stands for a part that is not constant.
"""

from __future__ import annotations

import re
from typing import Final

from debtscope.model.regex import regex

_MOST: Final = 20_000
_STARTS: Final = regex(r"\s{0,200}(?:select|with)\b", re.IGNORECASE)
_TABLE: Final = regex(r"\b(?:from|join)\s{1,40}([\w.`\"\[\]{}$\-]{1,200})(?![\w.]|\s{0,3}\()", re.IGNORECASE)
_NAMED: Final = regex(r"(?:\bwith(?:\s{1,9}recursive)?\s|,|\))\s{0,40}(\w{1,80})\s{1,40}as\s{0,40}\(", re.IGNORECASE)
_STAR: Final = regex(r"\bselect\s{1,40}(?:distinct\s{1,40})?(?:\w{1,60}\.)?\*", re.IGNORECASE)
_BOUND: Final = regex(
    r"(?:<=?|(?<![<>!])=)\s{0,9}(?:date\s{0,9}|timestamp\s{0,9}|cast\s{0,9}\(\s{0,9})?\(?(?:'(?:19|20)\d\d-?\d\d|'?\{|'?%\(|%s|:\w|@\w|'?\$|\?)"
    r"|\bbetween\b|\b(?:version|timestamp)\s{1,9}as\s{1,9}of\b|\bfor\s{1,9}system_time\b|_snapshot\b|\bsnapshot_",
    re.IGNORECASE,
)
_COMMENT: Final = regex(r"--[^\n]{0,2000}|/\*.{0,4000}?\*/", re.DOTALL)
_SYSTEM: Final = regex(r"^(?:information_schema|pg_catalog|sqlite_master|pg_\w+|sys)\b", re.IGNORECASE)


_INSIDE: Final = regex(
    r"\bfetch(?:\s{1,9}(?:next|prior|first|last))?\s{1,10}\Z|\b(?:extract|trim|substring|overlay)\s{0,9}\([^()]{0,200}\Z",
    re.IGNORECASE,
)
"""`FETCH NEXT FROM cursor`, `EXTRACT(DAY FROM column)`: what stands after that word is no table."""


def is_source(text: str, at: int, name: str) -> bool:
    """Whether a name behind a FROM or JOIN at a place of a text is a table of the users', not a cursor, a column or the database's own."""
    return not _SYSTEM.match(name.strip('`"[]')) and _INSIDE.search(text, max(0, at - 260), at) is None


def is_query(text: str) -> bool:
    """Whether a text is a SELECT."""
    return bool(_STARTS.match(text))


def bare(text: str) -> str:
    """Without comments, lines kept."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text[:_MOST])


def own_names(text: str) -> frozenset[str]:
    """Parts that a query names itself (`with recent as (…)`), in small letters."""
    return frozenset(name.lower() for name in _NAMED.findall(text[:_MOST]))


def tables(text: str) -> tuple[str, ...]:
    """Tables that a query reads, without its own named parts and the database's own tables, in order."""
    text = bare(text)
    own = own_names(text)
    found = (one[1] for one in _TABLE.finditer(text) if is_source(text, one.start(), one[1]))
    plain = (one.strip('`"[]').replace('"', "").replace("`", "") for one in found)
    return tuple(dict.fromkeys(one for one in plain if one.lower() not in own and one))


def all_columns(text: str) -> int | None:
    """The line, from 1, at which a query takes all columns; None where it names them."""
    text = bare(text)
    found = _STAR.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def is_bounded(text: str) -> bool:
    """Whether a day, a snapshot or a parameter bounds it: a lower bound alone does not."""
    return bool(_BOUND.search(bare(text)))

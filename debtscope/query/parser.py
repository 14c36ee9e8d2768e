"""Turns a query string into terms. A wrong term is an error that points at it and names the nearest right word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.query.fields import FIELDS, BadValue, Context, Matcher, haystack

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

_TOKEN = regex(r'(?P<neg>-)?(?:(?P<field>[A-Za-z_-]+):)?(?P<value>"[^"]*"?|[^\s"]+)?')


class QueryError(UsageError):
    """A wrong term; `position` and `length` point at it in the text."""

    def __init__(self, message: str, text: str, position: int, length: int, hint: str = "") -> None:
        super().__init__(message, hint)
        self.text = text
        self.position = position
        self.length = max(1, length)

    def pointer(self) -> str:
        """The query with a line of carets beneath the wrong term."""
        return f"{self.text}\n{' ' * self.position}{'^' * self.length}"


@frozen
class Term:
    """One condition; all terms of a query must hold."""

    text: str
    """As typed."""
    field: str | None
    """None for plain words."""
    negated: bool
    match: Matcher


@frozen
class Query:
    """A parsed query; the empty one matches every item."""

    text: str
    terms: tuple[Term, ...]
    sort: tuple[tuple[str, bool], ...] = ()
    """(field, descending), in order of weight."""

    def matches(self, item: Item, context: Context) -> bool:
        """Whether every term holds for an item."""
        return all(term.match(item, context) is not term.negated for term in self.terms)

    def apply(self, items: Iterable[Item], context: Context) -> list[Item]:
        """The items that match, in the query's order, or in theirs where the query has none."""
        chosen = [item for item in items if self.matches(item, context)]
        for field, descending in reversed(self.sort):
            chosen.sort(key=FIELDS[field].key, reverse=descending)
        return chosen


def parse(text: str) -> Query:
    """Parses a query. Raises QueryError that points at the first wrong term."""
    terms: list[Term] = []
    order: list[tuple[str, bool]] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        found = _TOKEN.match(text, position)
        if not found or found.end() == position:
            raise QueryError("this is no term", text, position, 1)
        if (found["field"] or "").lower() == "sort":
            order += _sorting(text, found)
        else:
            terms.append(_term(text, found))
        position = found.end()
    return Query(text=text, terms=tuple(terms), sort=tuple(order))


def _term(text: str, found: re.Match[str]) -> Term:
    raw, value, name = found[0], found["value"] or "", found["field"]
    if value.startswith('"') and (len(value) == 1 or not value.endswith('"')):
        raise QueryError("the quotation is not closed", text, found.start(), len(raw))
    plain = value.strip('"')
    if name is None or (name.lower() not in FIELDS and "/" in value[:2]):  # http://… is a word, not a field
        words = raw.removeprefix("-").strip('"') if found["neg"] else raw.strip('"')
        if not words:
            raise QueryError("a word is missing", text, found.start(), len(raw))
        return Term(text=raw, field=None, negated=bool(found["neg"]), match=_contains(words))
    field = FIELDS.get(name.lower())
    if field is None:
        raise QueryError(f"there is no field '{name}'", text, found.start(), len(raw), _nearest(name, FIELDS))
    if not plain:
        raise QueryError(f"'{name}:' needs a value: {field.help}", text, found.start(), len(raw))
    try:
        match = field.build(plain)
    except BadValue as error:
        hint = _nearest(plain.lstrip("<>="), field.values) if field.values else ""
        raise QueryError(f"'{plain}' does not fit {field.name}: {error}", text, found.start(), len(raw), hint) from None
    return Term(text=raw, field=field.name, negated=bool(found["neg"]), match=match)


def _sorting(text: str, found: re.Match[str]) -> list[tuple[str, bool]]:
    keys: list[tuple[str, bool]] = []
    for part in (found["value"] or "").split(","):
        name = part.removeprefix("-").lower()
        if name not in FIELDS:
            hint = _nearest(name, FIELDS)
            raise QueryError(f"cannot sort by '{name}'", text, found.start(), len(found[0]), hint)
        keys.append((name, part.startswith("-")))
    return keys


def _contains(words: str) -> Callable[[Item, Context], bool]:
    needle = words.lower()
    return lambda item, _: needle in haystack(item)


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"

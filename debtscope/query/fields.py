"""The fields of the query language: what each reads from an item and how a value is matched. Parsing is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.model.vocabulary import Category, Confidence, ItemState, Severity, Status, Verdict

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

Matcher = Callable[["Item", "Context"], bool]

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
_COMPARISON = regex(r"^(>=|<=|>|<|=)?(.+)$", re.DOTALL)
_AGE = regex(r"^(\d+(?:\.\d+)?)(d|w|m|y)?$")
_DAYS = {"d": 1.0, "w": 7.0, "m": 30.44, "y": 365.25, None: 1.0}


@frozen
class Context:
    """What matching needs beside the item itself."""

    as_of: date
    new_ids: frozenset[str] = frozenset()


class BadValue(ValueError):
    """The value does not fit the field; the message says what would."""


@frozen
class Field:
    """One word before a colon."""

    name: str
    help: str
    values: tuple[str, ...]
    """Closed vocabulary, for errors and completion; empty for open ones."""
    build: Callable[[str], Matcher]
    """Raises BadValue."""
    key: Callable[[Item], float | str]
    """For `sort:`."""
    reads: Callable[[Item], Hashable] | None = None
    """What of an item a match looks at: those that are alike in it are answered alike. None where hardly two are."""


def split_comparison(value: str, default: str = "=") -> tuple[Callable[[float, float], bool], str]:
    """The comparison in front of a value, and the value."""
    found = _COMPARISON.match(value)
    if not found:
        raise BadValue("a value is missing")
    return COMPARISONS[found[1] or default], found[2]


@lru_cache(maxsize=512)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """A case-insensitive glob: `*` within a path part, `**` across parts, a bare word anywhere in the text."""
    if not any(c in glob for c in "*?"):
        return re.compile(re.escape(glob), re.IGNORECASE)
    parts = [
        {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(p, re.escape(p))
        for p in re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    ]
    return re.compile("(?:" + "".join(parts) + r")\Z", re.IGNORECASE)


def _matches(glob: str, text: str) -> bool:
    pattern = glob_pattern(glob)
    return bool(pattern.match(text) if any(c in glob for c in "*?") else pattern.search(text))


def _word(read: Callable[[Item], str], values: tuple[str, ...]) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        wanted = frozenset(v.strip().lower() for v in value.split(","))
        for word in wanted:
            if word not in values:
                raise BadValue(f"expected one of {', '.join(values)}")
        return lambda item, _: read(item) in wanted

    return build


def _ranked(read: Callable[[Item], int], scale: tuple[str, ...]) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        if "," in value:
            wanted = [scale.index(w) if w in scale else -1 for w in value.lower().split(",")]
            if -1 in wanted:
                raise BadValue(f"expected one of {', '.join(scale)}")
            return lambda item, _: read(item) in wanted
        compare, word = split_comparison(value)
        if word.lower() not in scale:
            raise BadValue(f"expected one of {', '.join(scale)}")
        rank = scale.index(word.lower())
        return lambda item, _: compare(read(item), rank)

    return build


def _text(read: Callable[[Item], str | None]) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        if value.lower() == "none":
            return lambda item, _: not read(item)
        if value.lower() == "any":
            return lambda item, _: bool(read(item))
        globs = [v for v in value.split(",") if v]
        return lambda item, _: any(_matches(g, read(item) or "") for g in globs) if read(item) else False

    return build


def _texts(read: Callable[[Item], tuple[str, ...]]) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        if value.lower() == "none":
            return lambda item, _: not read(item)
        return lambda item, _: any(_matches(value, text) for text in read(item))

    return build


def _number(read: Callable[[Item], float | None], unit: str) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        compare, text = split_comparison(value)
        try:
            limit = float(text.removesuffix("h").removesuffix("/m"))
        except ValueError:
            raise BadValue(f"expected a number of {unit}, as in >4") from None

        def match(item: Item, _: Context) -> bool:
            number = read(item)
            return number is not None and compare(number, limit)

        return match

    return build


def days_of(text: str) -> float:
    """`90d`, `6w`, `3m`, `1y` or plain days. Raises BadValue."""
    found = _AGE.match(text)
    if not found:
        raise BadValue("expected a duration, as in >90d, 6w, 3m or 1y")
    return float(found[1]) * _DAYS[found[2]]


def _age(read: Callable[[Item], str | None]) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        compare, text = split_comparison(value, ">=")
        limit = days_of(text)

        def match(item: Item, context: Context) -> bool:
            when = read(item)
            return when is not None and compare((context.as_of - date.fromisoformat(when[:10])).days, limit)

        return match

    return build


def _date(read: Callable[[Item], str | None]) -> Callable[[str], Matcher]:
    def build(value: str) -> Matcher:
        if value.lower() in {"none", "any"}:
            wanted = value.lower() == "any"
            return lambda item, _: bool(read(item)) is wanted
        compare, text = split_comparison(value)
        try:
            limit = date.fromisoformat(text).toordinal()
        except ValueError:
            raise BadValue("expected a date, as in <2026-12-31, or none") from None

        def match(item: Item, _: Context) -> bool:
            when = read(item)
            return when is not None and compare(date.fromisoformat(when[:10]).toordinal(), limit)

        return match

    return build


def _is_overdue(item: Item, context: Context) -> bool:
    due = item.triage.due
    return item.triage.status is Status.PLANNED and due is not None and due[:10] < context.as_of.isoformat()


_FLAGS: Mapping[str, Matcher] = {
    "new": lambda item, context: item.id in context.new_ids,
    "open": lambda item, _: item.triage.status is Status.OPEN,
    "overdue": _is_overdue,
    "must-do": lambda item, _: item.must_do,
    "woken": lambda item, _: item.triage.woken is not None,
    "conflict": lambda item, _: item.triage.conflict,
    "unverified": lambda item, _: item.state is not ItemState.FOUND,
    "decided": lambda item, _: item.triage.verdict is not None,
    "measured": lambda item, _: any(f.source.value == "measured" for f in item.interest.factors),
}


def _flag(value: str) -> Matcher:
    if value.lower() not in _FLAGS:
        raise BadValue(f"expected one of {', '.join(_FLAGS)}")
    return _FLAGS[value.lower()]


def _words(*enum: type[Category | Status | Verdict | ItemState | Severity | Confidence]) -> tuple[str, ...]:
    return tuple(member.value for kind in enum for member in kind)


def _introduced(item: Item) -> str | None:
    return (item.introduced.date if item.introduced else None) or item.first_seen


def _rule_names(item: Item) -> tuple[str, ...]:
    return (item.rule.id, item.rule.slug)


def _make_fields() -> Mapping[str, Field]:
    severities, confidences = _words(Severity), _words(Confidence)
    rows: list[tuple[str, str, tuple[str, ...], Callable[[str], Matcher], Callable[[Item], float | str]]] = [
        ("category", "code, data, config, monitoring or legal", _words(Category),
         _word(lambda i: i.category.value, _words(Category)), lambda i: i.category.value),
        ("severity", "as in >=high", severities, _ranked(lambda i: i.severity.rank, severities), lambda i: i.severity.rank),
        ("confidence", "as in >=medium", confidences, _ranked(lambda i: i.confidence.rank, confidences), lambda i: i.confidence.rank),
        ("status", "open, planned, deferred, accepted, dismissed or paid", _words(Status),
         _word(lambda i: i.triage.status.value, _words(Status)), lambda i: i.triage.status.value),
        ("rule", "id or slug, as in DAT-* or drift-ignored", (), _texts(_rule_names), lambda i: i.rule.id),
        ("id", "an item's id", (), _text(lambda i: i.id), lambda i: i.id),
        ("repo", "a repository of a portfolio, by name or glob", (), _text(lambda i: i.repository), lambda i: i.repository),
        ("path", "glob, as in src/**", (), _text(lambda i: i.path), lambda i: i.path or ""),
        ("subject", "file, model, stage, alert …", (), _text(lambda i: i.subject.name), lambda i: i.subject.name),
        ("component", "glob, or none", (), _text(lambda i: i.component), lambda i: i.component),
        ("owner", "name, none or any", (), _text(lambda i: i.triage.owner), lambda i: i.triage.owner or "\uffff"),
        ("link", "ticket, none or any", (), _text(lambda i: i.triage.link), lambda i: i.triage.link or ""),
        ("author", "who brought it in", (), _text(lambda i: i.introduced.author if i.introduced else None),
         lambda i: (i.introduced.author if i.introduced else None) or ""),
        ("tag", "a tag, or none", (), _texts(lambda i: i.tags), lambda i: ",".join(i.tags)),
        ("is", ", ".join(_FLAGS), tuple(_FLAGS), _flag, lambda i: i.must_do),
        ("interest", "hours a month, as in >4", (), _number(lambda i: i.interest.hours_per_month, "hours a month"),
         lambda i: i.interest.hours_per_month),
        ("principal", "hours, as in <=2", (), _number(lambda i: i.principal.hours, "hours"), lambda i: i.principal.hours),
        ("ratio", "interest a month per hour of principal", (), _number(lambda i: i.ratio, "interest per hour"), lambda i: i.ratio),
        ("payback", "months, as in <3", (), _number(lambda i: i.payback_months, "months"),
         lambda i: i.payback_months if i.payback_months is not None else float("inf")),
        ("age", "since it came in, as in >90d", (), _age(_introduced), lambda i: _introduced(i) or ""),
        ("due", "a date, none or any", (), _date(lambda i: i.triage.due), lambda i: i.triage.due or "\uffff"),
        ("until", "a date, none or any", (), _date(lambda i: i.triage.until), lambda i: i.triage.until or "\uffff"),
    ]  # fmt: skip
    return {
        name: Field(name=name, help=text, values=v, build=b, key=k, reads=_READS.get(name))
        for name, text, v, b, k in rows
    }


_READS: Mapping[str, Callable[[Item], Hashable]] = {
    "category": lambda i: i.category,
    "severity": lambda i: i.severity,
    "confidence": lambda i: i.confidence,
    "status": lambda i: i.triage.status,
    "rule": _rule_names,
    "repo": lambda i: i.repository,
    "path": lambda i: i.path,
    "component": lambda i: i.component,
    "owner": lambda i: i.triage.owner,
    "link": lambda i: i.triage.link,
    "author": lambda i: i.introduced.author if i.introduced else None,
    "tag": lambda i: i.tags,
    "age": _introduced,
    "due": lambda i: i.triage.due,
    "until": lambda i: i.triage.until,
}


FIELDS: Mapping[str, Field] = _make_fields()


def haystack(item: Item) -> str:
    """The lower-cased text that plain words are looked for in."""
    return "\n".join(texts_of(item))


def texts_of(item: Item) -> tuple[str, str, str, str]:
    """The same in pieces, for whoever keeps many: what is the item's own, its subject's name (the very string where that
    is in lower case already), its message, and what it shares with others."""
    name, place = item.subject.name, f"{item.path}:{item.line}" if item.line else item.path or ""
    own = [item.id]
    if place not in name:
        own.append(place)
    if item.component not in place and item.component not in name:
        own.append(item.component)
    shared = (item.rule.slug, item.title, *item.tags, item.triage.owner or "")
    low = name.lower()
    return "\n".join(own).lower(), name if name == low else low, item.message.lower(), "\n".join(shared).lower()

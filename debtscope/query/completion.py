"""What can be typed next in a query: fields with what they ask, values with how many items they keep. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.model.vocabulary import Confidence, Severity
from debtscope.query.fields import COMPARISONS, FIELDS, BadValue, Context

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

MOST = 9
"""Options that are offered at once."""

Read = Callable[["Item"], Iterable[str]]
Counted = Iterable[tuple["Item", int]]
"""Items, each with how many there are that are alike in the field that is asked of them."""


@frozen
class Option:
    """One way to go on."""

    text: str
    """What stands in place of the word."""
    note: str
    """A count of items, or what a field asks."""


@frozen
class Completion:
    """The word at the cursor, and what could stand there."""

    start: int
    end: int
    options: tuple[Option, ...]

    def put(self, text: str, option: Option) -> tuple[str, int]:
        """The text with an option in the word's place, and where the cursor then is."""
        tail = text[self.end :].lstrip()
        gap = "" if option.text.endswith(":") else " "
        head = text[: self.start] + option.text + gap
        return head + tail, len(head)


def _known(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


VALUES: Mapping[str, Read] = {
    "category": lambda i: (i.category.value,),
    "severity": lambda i: (i.severity.value,),
    "confidence": lambda i: (i.confidence.value,),
    "status": lambda i: (i.triage.status.value,),
    "rule": lambda i: (i.rule.slug,),
    "id": lambda i: (i.id,),
    "repo": lambda i: _known(i.repository),
    "path": lambda i: _known(i.path),
    "subject": lambda i: _known(i.subject.name),
    "component": lambda i: _known(i.component),
    "owner": lambda i: _known(i.triage.owner),
    "link": lambda i: _known(i.triage.link),
    "author": lambda i: _known(i.introduced.author if i.introduced else None),
    "tag": lambda i: i.tags,
}
"""What an item has under a field whose values are words."""

STEPS: Mapping[str, tuple[str, ...]] = {
    "interest": (">0.5", ">1", ">2", ">4", ">8"),
    "principal": ("<=1", "<=2", "<=4", "<=8", ">8"),
    "ratio": (">0.1", ">0.5", ">1", ">2"),
    "payback": ("<1", "<3", "<6", "<12"),
    "age": (">7d", ">30d", ">90d", ">180d", ">1y"),
    "due": ("none", "any"),
    "until": ("none", "any"),
}
"""Round limits of the fields that are numbers or dates."""

SCALES: Mapping[str, tuple[str, ...]] = {
    "severity": tuple(one.value for one in sorted(Severity, key=lambda s: s.rank)),
    "confidence": tuple(one.value for one in sorted(Confidence, key=lambda c: c.rank)),
}
NONE_TOO = frozenset({"owner", "link", "tag", "author"})
"""Fields for which items without a value are asked as often as those with one."""
_WORD = regex(r"(-?)([A-Za-z_-]+):(.*)", re.DOTALL)
_SIGN = regex(r"^(>=|<=|>|<|=)?(.*)$", re.DOTALL)


def word_at(text: str, cursor: int) -> tuple[int, int]:
    """From and to of the word that the cursor is in or behind; quotations hold words together."""
    start, quoted = 0, False
    for at, letter in enumerate(text[:cursor]):
        if letter == '"':
            quoted = not quoted
        elif letter.isspace() and not quoted:
            start = at + 1
    end = cursor
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def complete(
    text: str, cursor: int, among: Callable[[str, str], Counted], context: Context, *, most: int = MOST
) -> Completion:
    """What could stand at the cursor. `among` gives the items that the rest of the query keeps, for a field of them."""
    start, end = word_at(text, cursor)
    word = text[start:cursor]
    found = _WORD.fullmatch(word)
    if found is None or (found[2].lower() not in FIELDS and found[2].lower() != "sort"):
        options = _fields(word)
    elif found[2].lower() == "sort":
        options = _sorts(found[1] + found[2], found[3])
    else:
        rest = f"{text[:start]} {text[end:]}"
        name = found[2].lower()
        options = _values(found[1], name, found[3], among(rest, name), context)
    options = [one for one in options if one.text != text[start:end]]
    return Completion(start=start, end=end, options=tuple(options[:most]))


def _fields(word: str) -> list[Option]:
    sign = "-" if word.startswith("-") else ""
    typed = word.removeprefix("-").lower()
    if not typed:
        return []
    helps = {name: field.help for name, field in FIELDS.items()} | {"sort": "by a field, costly first: sort:-interest"}
    return [Option(text=f"{sign}{name}:", note=told) for name, told in helps.items() if name.startswith(typed)]


def _sorts(head: str, typed: str) -> list[Option]:
    done, comma, last = typed.rpartition(",")
    sign, name = ("-" if last.startswith("-") else ""), last.removeprefix("-").lower()
    return [
        Option(text=f"{head}:{done}{comma}{sign}{field}", note="falling" if sign else "rising")
        for field in FIELDS if field.startswith(name)
    ]  # fmt: skip


def _values(negation: str, name: str, typed: str, items: Counted, context: Context) -> list[Option]:
    done, comma, last = typed.rpartition(",") if not typed.startswith('"') else ("", "", typed.strip('"'))
    head = f"{negation}{name}:{done}{comma}"
    if name in SCALES and not comma:
        counted = _on_scale(name, last, items)
    elif name in VALUES:
        counted = _words(name, last, items)
    else:
        counted = _matching(name, STEPS.get(name) or FIELDS[name].values, last, items, context)
    return [Option(text=head + _quoted(value), note=f"{count:,}") for value, count in counted]


def _on_scale(name: str, typed: str, items: Counted) -> list[tuple[str, int]]:
    found = _SIGN.match(typed)
    sign, word = (found[1] or "", found[2].lower()) if found else ("", "")
    scale, read = SCALES[name], VALUES[name]
    counts, _ = _tally(read, items)

    def count(mark: str, value: str) -> int:
        compare, at = COMPARISONS[mark or "="], scale.index(value)
        return sum(n for other, n in counts.items() if compare(scale.index(other), at))

    chosen = [value for value in reversed(scale) if value.startswith(word)]
    plain = [(sign + value, count(sign, value)) for value in chosen]
    if sign:
        return [one for one in plain if one[1]]
    return [one for one in plain if one[1]] + [(f">={v}", count(">=", v)) for v in chosen[1:-1] if count(">=", v)]


def _tally(read: Read, items: Counted) -> tuple[Counter[str], int]:
    """How many items have each value, and how many have none."""
    counts: Counter[str] = Counter()
    without = 0
    for item, number in items:
        values = tuple(read(item))
        without += 0 if values else number
        for value in values:
            counts[value] += number
    return counts, without


def _words(name: str, typed: str, items: Counted) -> list[tuple[str, int]]:
    read, low = VALUES[name], typed.lower()
    counts, without = _tally(read, items)
    if name == "path":
        counts = _folders(counts, typed)
    if name in NONE_TOO:
        counts |= Counter({"none": without}) if without else Counter[str]()
    ranked = sorted(counts.items(), key=lambda pair: (not pair[0].lower().startswith(low), -pair[1], pair[0]))
    return [(value, count) for value, count in ranked if low in value.lower()]


def _folders(paths: Counter[str], typed: str) -> Counter[str]:
    """The next level below what is typed: folders as globs, files by name."""
    typed = typed.removesuffix("**").removesuffix("*")
    base = typed[: typed.rfind("/") + 1]
    level: Counter[str] = Counter()
    for path, count in paths.items():
        if path.startswith(base):
            name, slash, _ = path[len(base) :].partition("/")
            level[f"{base}{name}/**" if slash else path] += count
    return level


def _matching(name: str, values: Sequence[str], typed: str, items: Counted, context: Context) -> list[tuple[str, int]]:
    counted: list[tuple[str, int]] = []
    every = list(items)
    for value in values:
        if value.startswith(typed.lower()):
            try:
                match = FIELDS[name].build(value)
            except BadValue:
                continue
            count = sum(number for item, number in every if match(item, context))
            if count:
                counted.append((value, count))
    return counted


def _quoted(value: str) -> str:
    return f'"{value}"' if any(c.isspace() for c in value) and '"' not in value else value

"""Taking apart documents that anybody may have written: every question has an answer, none raises."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

_TEXT_ALONE = frozenset({str})


def mapping(value: object) -> Mapping[str, object]:
    """The value as a mapping with text keys; empty when it is none."""
    if not isinstance(value, dict):
        return {}
    found = cast("dict[object, object]", value)
    # JSON has no other keys, and copying every mapping of a large report takes longer than parsing it.
    if _TEXT_ALONE.issuperset(map(type, found)):
        return cast("dict[str, object]", found)
    return {key: inner for key, inner in found.items() if isinstance(key, str)}


def sequence(value: object) -> Sequence[object]:
    """The value as a sequence; empty when it is none."""
    return cast("list[object]", value) if isinstance(value, list) else ()


def mappings(value: object) -> Iterator[Mapping[str, object]]:
    """Every mapping in a list."""
    for inner in sequence(value):
        found = mapping(inner)
        if found:
            yield found


def text(value: object, limit: int = 300) -> str | None:
    """The value as a text of sane length, or None."""
    return value[:limit] if isinstance(value, str) and value else None


def number(value: object) -> float | None:
    """The value as a finite number; texts that spell one count, truth values do not."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def count(value: object) -> int | None:
    """The value as a number of things: whole, not negative, and not beyond reason."""
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1e15 else None


def flag(value: object) -> bool | None:
    """The value as a truth value, spelt or real."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return None


def walk(document: object, depth: int = 12, budget: int = 50_000) -> Iterator[Mapping[str, object]]:
    """Every mapping inside a document, outermost first, within a depth and a budget."""
    stack: list[tuple[object, int]] = [(document, 0)]
    while stack and budget > 0:
        value, level = stack.pop()
        budget -= 1
        found = mapping(value)
        if found:
            yield found
        if level < depth:
            inner = [*found.values()] if found else [*sequence(value)]
            stack.extend((part, level + 1) for part in reversed(inner))

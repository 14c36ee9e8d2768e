"""Narrowing of parsed YAML, JSON and TOML: what is not of the wanted shape counts as empty, never as an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard, cast

_MAX_NODES = 20_000


def mapping(value: object) -> Mapping[str, object]:
    """The value if it is a mapping with text keys, else an empty one."""
    if not isinstance(value, dict):
        return {}
    table = cast("Mapping[object, object]", value)
    return {key if isinstance(key, str) else str(key): item for key, item in table.items()}


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether the value is a parsed list."""
    return isinstance(value, (list, tuple))


def sequence(value: object) -> Sequence[object]:
    """The value if it is a list, a single scalar or mapping as a list of one, nothing for None."""
    if value is None:
        return ()
    return value if is_list(value) else (value,)


def text(value: object) -> str:
    """The value if it is text or a number, else ``."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def words(value: object) -> tuple[str, ...]:
    """Every text of a list (or the one text); other entries are left out."""
    return tuple(word for item in sequence(value) if (word := text(item)))


def tables_of(root: object) -> Iterator[Mapping[str, object]]:
    """Every mapping in a document, outer ones first, in the order of the file; at most 20,000 nodes are looked at."""
    stack, seen = [root], 0
    while stack and seen < _MAX_NODES:
        node = stack.pop()
        seen += 1
        if is_list(node):
            stack += reversed(node)
        elif table := mapping(node):
            yield table
            stack += reversed(list(table.values()))

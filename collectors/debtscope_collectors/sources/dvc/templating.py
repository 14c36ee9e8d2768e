"""DVC's `${}` templating and its stage generators, resolved without DVC.

What cannot be resolved is left as it stands: callers find a remaining `${` and say so.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import cast

from debtscope.model.regex import regex

_HOLE = regex(r"(?<!\\)\$\{([^{}]*)\}")
_STEP = regex(r"([^.\[\]]+)|\[([^\[\]]*)\]")
_MISSING = object()
MAX_STAGES = 5_000
"""Of one generator; the product of a matrix can be as large as its author likes."""
MAX_DEPTH = 30


def is_open(value: object) -> bool:
    """Whether some `${}` of a resolved value was left."""
    return any(_HOLE.search(text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            yield top
        elif isinstance(top, Mapping):
            entries = cast("Mapping[object, object]", top)
            stack += [*entries.keys(), *entries.values()]
        elif isinstance(top, list | tuple):
            stack += cast("Sequence[object]", top)


def text_of(value: object) -> str:
    """A scalar as DVC interpolates it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def lookup(scope: object, dotted: str) -> object:
    """The value at `a.b[0].c`, or the `MISSING` mark (see `is_missing`)."""
    value = scope
    for step in _STEP.finditer(dotted.strip()):
        key = step[1] if step[1] is not None else step[2]
        if isinstance(value, Mapping):
            value = cast("Mapping[str, object]", value).get(key.strip(), _MISSING)
        elif isinstance(value, list) and key.strip().isdecimal() and len(key) < 9:
            items = cast("list[object]", value)
            value = items[int(key)] if int(key) < len(items) else _MISSING
        else:
            return _MISSING
        if value is _MISSING:
            return _MISSING
    return value


def is_missing(value: object) -> bool:
    """Whether `lookup` found nothing."""
    return value is _MISSING


def resolve(value: object, scope: Mapping[str, object], *, command: bool = False, depth: int = 0) -> object:
    """A value with its `${}` replaced from the scope, keys of maps included."""
    if isinstance(value, str):
        return _resolve_text(value, scope, command)
    if depth >= MAX_DEPTH:
        return None
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {
            text_of(resolve(key, scope)): resolve(inner, scope, command=command, depth=depth + 1)
            for key, inner in entries.items()
        }
    if isinstance(value, list):
        return [resolve(inner, scope, command=command, depth=depth + 1) for inner in cast("list[object]", value)]
    return value


def _resolve_text(text: str, scope: Mapping[str, object], command: bool) -> object:
    whole = _HOLE.fullmatch(text.strip())
    if whole and not command:
        found = lookup(scope, whole[1])
        return text if found is _MISSING else found

    def fill(hole: re.Match[str]) -> str:
        found = lookup(scope, hole[1])
        if found is _MISSING:
            return hole[0]
        if isinstance(found, Mapping) and command:
            return _options(cast("Mapping[str, object]", found))
        if isinstance(found, Mapping | list):
            return hole[0]
        return text_of(found)

    return _HOLE.sub(fill, text).replace("\\${", "${")


def _options(values: Mapping[str, object]) -> str:
    """A map in a command becomes `--key value` words."""
    words: list[str] = []
    for key, value in flat(values):
        if isinstance(value, bool):
            words += [f"--{key}"] if value else []
        elif isinstance(value, list):
            words += [f"--{key}", *(_word(v) for v in cast("list[object]", value))]
        else:
            words += [f"--{key}", _word(value)]
    return " ".join(words)


def _word(value: object) -> str:
    return shlex.quote(value) if isinstance(value, str) else text_of(value)


def flat(values: Mapping[str, object], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Dotted key and value of every leaf."""
    for key, value in values.items():
        if isinstance(value, Mapping) and depth < MAX_DEPTH:
            yield from flat(cast("Mapping[str, object]", value), f"{prefix}{key}.", depth + 1)
        else:
            yield prefix + key, value


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping | list)


def each(iterable: object) -> list[tuple[str, Mapping[str, object]]] | None:
    """`foreach`: (suffix, what `item` and `key` stand for); None when the iterable is not known."""
    if isinstance(iterable, Mapping):
        entries = cast("Mapping[str, object]", iterable)
        return [(text_of(k), {"key": k, "item": v}) for k, v in islice(entries.items(), MAX_STAGES)]
    if isinstance(iterable, list):
        items = cast("list[object]", iterable)[:MAX_STAGES]
        by_index = any(_is_nested(item) for item in items)
        return [(str(i) if by_index else text_of(item), {"item": item}) for i, item in enumerate(items)]
    return None


def combinations(matrix: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]] | None:
    """`matrix`: (suffix, what `item` and `key` stand for); None when a dimension is not known."""
    dimensions: list[list[tuple[str, str, object]]] = []
    for name, values in matrix.items():
        if not isinstance(values, list):
            return None
        numbered = enumerate(cast("list[object]", values))
        dimensions.append([(name, f"{name}{i}" if _is_nested(v) else text_of(v), v) for i, v in numbered])
    stages: list[tuple[str, Mapping[str, object]]] = []
    for combination in islice(product(*dimensions), MAX_STAGES):
        suffix = "-".join(label for _, label, _ in combination)
        stages.append((suffix, {"item": {name: value for name, _, value in combination}, "key": suffix}))
    return stages

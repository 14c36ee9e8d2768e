"""Templates of a project's own Helm charts, filled with the chart's own values. What this does not understand is left out whole: half a
manifest would be worse than none."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from debtscope.api import Unreadable, Workspace
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.shape import mapping

_ACTION: Final = regex(r"\{\{-?([^{}]{0,400}?)-?\}\}")
_OWN_LINE: Final = regex(r"^(\s{0,200}+)\{\{-?([^{}]{0,400}?)-?\}\}\s{0,20}$")
_PATH: Final = regex(r"\$?\.Values((?:\.\w{1,80}){1,12})")
_TEXT: Final = regex(r"^[\"'`]([^\"'`{}]{0,200})[\"'`]$")
_LABELS: Final = regex(
    r"^(?:include|template)\s{1,4}\"[\w./-]{0,120}(?:[lL]abels?|annotations?|selector\w{0,20})[\w./-]{0,40}\""
)
_NAMES: Final = regex(r"^(?:include|template)\s{1,4}\"([\w./-]{1,120})\"")
_THIRD_PARTY: Final = regex(r"^(?:home|sources):", re.MULTILINE)
"""What publishers of charts say of themselves; charts that a project writes for itself do not."""
_CURRENT: Final = regex(r"^apiVersion:\s{0,4}[\"']?v[12]\b", re.MULTILINE)
_KEEPS: Final = frozenset(
    {
        "quote",
        "squote",
        "toString",
        "int",
        "int64",
        "trunc",
        "trimSuffix",
        "lower",
        "nindent",
        "indent",
        "toYaml",
        "b64enc",
    }
)
_MOST_LINES: Final = 3000
_MOST_BYTES: Final = 256 * 1024
"""Of a template, and of what becomes of it: every line may ask for all values."""
_MOST_ACTIONS: Final = 20
"""In one line."""
_LONGEST: Final = 10_000
_MOST_PARTS: Final = 2_000
"""Parts of one value; aliases make many of few."""


class _Unknown(Exception):
    """Something that only Helm itself could tell."""


@frozen(kw_only=False)
class _Open:
    """One `if` or `with` that is not closed yet."""

    is_kept: bool
    was_kept: bool
    """Some branch of it was kept already."""
    dot: object


def chart_of(workspace: Workspace, path: str) -> str | None:
    """The folder of the project's own chart in whose templates a file lies; None for charts of others and for what lies elsewhere."""
    folder, templates, _ = path.rpartition("/templates/")
    if not templates or "/charts/" in f"/{folder}/" or workspace.entry(posixpath.join(folder, "Chart.yaml")) is None:
        return None
    try:
        head = workspace.text(posixpath.join(folder, "Chart.yaml"))
    except Unreadable:
        return None
    return None if _THIRD_PARTY.search(head) or not _CURRENT.search(head) else folder


def rendered(workspace: Workspace, path: str, chart: str) -> str | None:
    """The template with the values of the chart, line for line; None where something in it cannot be told."""
    values: object = {}
    place = posixpath.join(chart, "values.yaml")
    try:
        if workspace.entry(place) is not None:
            documents = workspace.yaml(place)
            values = documents[0] if documents else {}
        source = workspace.text(path)
    except Unreadable:
        return None
    lines = source.splitlines()
    if len(lines) > _MOST_LINES or len(source) > _MOST_BYTES:
        return None
    filled: list[str] = []
    left = _MOST_BYTES
    try:
        for line in _lines(lines, mapping(values), posixpath.basename(chart)):
            left -= len(line) + 1
            if left < 0:
                return None
            filled.append(line)
    except _Unknown:
        return None
    return "\n".join(filled)


def _lines(lines: list[str], values: Mapping[str, object], name: str) -> Iterator[str]:
    """Each line filled, or empty where its branch is not taken."""
    stack: list[_Open] = []
    for line in lines:
        found = _OWN_LINE.match(line)
        action = found[2].strip() if found else ""
        word = action.partition(" ")[0]
        kept = all(one.is_kept for one in stack)
        dot = next((one.dot for one in reversed(stack) if one.dot is not None), None)
        if action.startswith("/*") or word.startswith("$"):
            yield ""
        elif word in ("if", "with"):
            value = _value(action.partition(" ")[2], values, dot, name) if kept else None
            stack.append(_Open(bool(value), bool(value), value if word == "with" else None))
            yield ""
        elif word == "else" and stack:
            top = stack.pop()
            told = action.partition(" ")[2].strip()
            outer = all(one.is_kept for one in stack)
            if told and not told.startswith("if "):
                raise _Unknown
            taken = outer and not top.was_kept and (not told or bool(_value(told[3:], values, dot, name)))
            stack.append(_Open(taken, top.was_kept or taken, None))
            yield ""
        elif word == "end" and stack:
            stack.pop()
            yield ""
        elif not kept:
            yield ""
        elif word in ("range", "define", "block", "end", "tpl"):
            raise _Unknown
        elif found and _LABELS.match(action):
            yield ""
        elif found:
            yield found[1] + _whole(_value(action, values, dot, name))
        else:
            yield _filled(line, values, dot, name) if "{{" in line else line


def _filled(line: str, values: Mapping[str, object], dot: object, name: str) -> str:
    if line.count("{{") > _MOST_ACTIONS:
        raise _Unknown
    return _ACTION.sub(lambda one: _inline(_value(one[1], values, dot, name)), line)


def _whole(value: object) -> str:
    """A value that fills a line of its own: a mapping is merged into the one around it."""
    if isinstance(value, dict):
        return f"<<: {_json(cast('object', value))}" if value else ""
    return _inline(value)


def _inline(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) and len(value) <= _LONGEST else _json(value)


def _json(value: object) -> str:
    """A value as YAML takes it too. Raises _Unknown for one that is too large or holds what JSON has no words for."""
    stack, parts = [value], 0
    while stack:
        one = stack.pop()
        parts += 1 + (len(one) // 50 if isinstance(one, str) else 0)
        if parts > _MOST_PARTS:
            raise _Unknown
        if isinstance(one, dict):
            stack += cast("dict[object, object]", one).values()
        elif isinstance(one, list):
            stack += cast("list[object]", one)
    try:
        return json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        raise _Unknown from None


def _value(expression: str, values: Mapping[str, object], dot: object, name: str) -> object:
    """What an expression gives by the chart's own values. Raises _Unknown."""
    first, *pipes = [part.strip() for part in re.split(r"\s\|\s", f" {expression} ")]
    value = _term(first, values, dot, name)
    for pipe in pipes:
        word, _, rest = pipe.partition(" ")
        if word == "default":
            value = value if value not in (None, "", {}, [], 0, False) else _term(rest.strip(), values, dot, name)
        elif word == "quote":
            value = json.dumps(_inline(value))
        elif word not in _KEEPS:
            raise _Unknown
    return value


def _term(term: str, values: Mapping[str, object], dot: object, name: str) -> object:
    bare = term.strip().removeprefix("(").removesuffix(")").strip() if term.startswith("(") else term.strip()
    if found := _PATH.fullmatch(bare):
        return _looked_up(values, found[1])
    if text := _TEXT.match(bare):
        return text[1]
    if re.fullmatch(r"-?\d{1,9}", bare):
        return int(bare)
    word, _, rest = bare.partition(" ")
    rest = rest.strip()
    match word:
        case "." if dot is not None:
            return dot
        case (
            ".Release.Name"
            | "$.Release.Name"
            | ".Chart.Name"
            | ".Release.Namespace"
            | ".Release.Service"
            | ".Chart.AppVersion"
        ):
            return name
        case "not":
            return not _term(rest, values, dot, name)
        case "and" | "or" if " " in rest and "(" not in rest:
            told = [bool(_term(part, values, dot, name)) for part in rest.split()]
            return all(told) if word == "and" else any(told)
        case "eq" | "ne" if len(rest.split()) == 2:
            left, right = (_term(part, values, dot, name) for part in rest.split())
            return (left == right) is (word == "eq")
        case "toYaml" | "quote" | "int" | "toString":
            return _term(rest, values, dot, name)
        case "default" if len(rest.split()) == 2:
            fallback, given = rest.split()
            return _term(given, values, dot, name) or _term(fallback, values, dot, name)
        case _ if _NAMES.match(bare):
            return name
        case _:
            raise _Unknown


def _looked_up(values: Mapping[str, object], dotted: str) -> object:
    """None for what the values do not have, as Helm takes it."""
    node: object = values
    for key in dotted.strip(".").split("."):
        node = mapping(node).get(key)
    return node

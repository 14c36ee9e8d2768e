"""Calls and names of a file by where and what they are: a file may hold thousands of functions, each of which asks."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from debtscope_collectors.sources.python.view import ModuleView

_LINE, _NUMBER = itemgetter(0), itemgetter(1)


def calls_within(view: ModuleView, first: int, last: int) -> list[ast.Call]:
    """The calls that begin in these lines, in the order of `view.calls`."""
    lines = view.once(_by_line)
    some = lines[bisect_left(lines, first, key=_LINE) : bisect_right(lines, last, key=_LINE)]
    return [call for _, _, call in sorted(some, key=_NUMBER)]


def _by_line(view: ModuleView) -> list[tuple[int, int, ast.Call]]:
    """(line, number among all calls, call)."""
    return sorted(((call.lineno, n, call) for n, call in enumerate(view.calls)), key=_LINE)


def names_of(view: ModuleView, name: str) -> Sequence[ast.Name]:
    """Every place where a name is said."""
    return view.once(_names)[0].get(name, ())


def _names(view: ModuleView) -> Iterator[Mapping[str, Sequence[ast.Name]]]:
    """One table."""
    found: dict[str, list[ast.Name]] = {}
    for node in view.nodes(ast.Name):
        found.setdefault(node.id, []).append(node)
    yield found

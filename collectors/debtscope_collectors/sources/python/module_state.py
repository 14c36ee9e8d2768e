"""Counts and records that a module keeps in its own memory while it answers requests. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import SERVING
from debtscope_collectors.sources.python.nodes import assigned
from debtscope_collectors.sources.python.view import ModuleView

_MEASURES: Final = regex(
    r"(?:^|_)(?:acc|accuracy|metrics?|stats|statistics|histor(?:y|ies)|drift\w*|latenc(?:y|ies)|counts?|counters?|errors?"
    r"|predictions?|scores?|durations?|response_times?|recent\w*|total\w*)(?:$|_)",
    re.IGNORECASE,
)
_OTHER: Final = regex(
    r"cache|limit|bucket|session|chat|conversation|message|user|config|schema|job|task|thread|lock|param|threshold|map$|names?$|columns?$",
    re.IGNORECASE,
)
_CONTAINERS: Final = frozenset({"list", "dict", "collections.deque", "collections.Counter", "collections.defaultdict"})
_CHANGES: Final = frozenset({"append", "appendleft", "extend", "update", "add", "setdefault"})


@frozen
class KeptInMemory:
    """A module-level container or number that functions of the module add to."""

    name: str
    line: int
    """Where it is made."""
    scope: str
    """The function that adds to it first."""
    changed: int
    """The line at which it does."""
    is_apart: bool = False
    """In a module that imports no serving framework: what imports it tells whether requests add to it."""


@facet(KeptInMemory, version=2, cues={name.partition(".")[0] for name in SERVING} | {"global"}, tests=False)
def kept_in_memory(view: ModuleView) -> Iterator[KeptInMemory]:
    """In modules that import a serving framework, for names that speak of measuring; in others numbers alone that a function declares global."""
    named = {kind for name, kind in SERVING.items() if name in view.roots}
    is_apart = not named
    if named == {"ui"} or (is_apart and not view.nodes(ast.Global)):
        return
    made: dict[str, int] = {}
    for node in view.tree.body:
        target = assigned(node)
        if isinstance(target, ast.Name) and _MEASURES.search(target.id) and not _OTHER.search(target.id):
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if value is not None and (_is_number(value) if is_apart else _is_empty_or_count(view, value)):
                made[target.id] = node.lineno
    if not made:
        return
    seen: set[str] = set()
    for name, node in sorted(_changes(view), key=lambda one: one[1].lineno):
        scope = view.scope(node)
        if name in made and scope and name not in seen:
            seen.add(name)
            yield KeptInMemory(name=name, line=made[name], scope=scope, changed=node.lineno, is_apart=is_apart)


def _is_number(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in (0, 0.0) and not isinstance(value.value, bool)


def _is_empty_or_count(view: ModuleView, value: ast.expr) -> bool:
    """`[]`, `{}`, `deque(maxlen=…)`, `0`, `{"total": 0}`: a start, not a table of settings."""
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Constant(value=0 | 0.0) as constant:
            return not isinstance(constant.value, bool)
        case ast.Dict(values=values):
            return all(
                (isinstance(v, ast.Constant) and v.value in (0, 0.0, None)) or isinstance(v, ast.List) for v in values
            )
        case ast.Call(func=func):
            return view.name(func) in _CONTAINERS
        case _:
            return False


def _changes(view: ModuleView) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """(name, node) of everything that adds to a name: methods, `+=` and items; a bare `+=` needs `global`."""
    shared = {(view.scope(node), name) for node in view.nodes(ast.Global) for name in node.names}
    for call in view.calls:
        match call.func:
            case ast.Attribute(value=ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)), attr=attr) if (
                attr in _CHANGES
            ):
                yield name, call
            case _:
                continue
    for node in view.nodes(ast.AugAssign):
        match node.target:
            case ast.Name(id=name) if (view.scope(node), name) in shared:
                yield name, node
            case ast.Subscript(value=ast.Name(id=name)):
                yield name, node
            case _:
                continue

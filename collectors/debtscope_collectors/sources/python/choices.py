"""Where a file keeps the best of several candidates, and which functions of the project it asks about each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.symbols import project_function
from debtscope_collectors.sources.python.view import ModuleView

_BEST: Final = regex(r"(?:^|[_.])best(?:_|$|[A-Z\d])")
_TAKES: Final = frozenset({"max", "min", "sorted", "idxmax", "idxmin", "sort_values", "nlargest", "nsmallest", "argmax", "argmin"})  # fmt: skip
_ORDERS: Final = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


@frozen
class Choice:
    """One place that keeps the best."""

    scope: str
    line: int
    text: str
    kept: str
    """The variable that holds the best, as written."""
    asks: tuple[str, ...]
    """Functions of the project that the scope calls in a loop or more than once, as the file names them."""
    reports: tuple[str, ...] = ()
    """Those whose one answer the best is taken from: they measure all candidates themselves."""


@facet(Choice, version=2, tests=False)
def choices(view: ModuleView) -> Iterator[Choice]:
    """The first of each scope."""
    if not view.mentions("best"):
        return
    found: dict[str, tuple[ast.AST, str]] = {}
    for compare in view.compares:
        if (kept := _kept_by(view, compare)) is not None:
            found.setdefault(view.scope(compare), (compare, kept))
    for node in view.nodes(ast.Assign):
        name = dotted(node.targets[0]) if len(node.targets) == 1 else None
        if name is not None and _BEST.search(name) and _takes(node.value):
            found.setdefault(view.scope(node), (node, name))
    if not found:
        return
    own = {function.name for function in view.functions}
    asked: dict[str, list[ast.Call]] = {scope: [] for scope in found}
    for call in view.calls:
        if (scope := view.scope(call)) in asked:
            asked[scope].append(call)
    for scope, (node, kept) in found.items():
        yield Choice(
            scope=scope, line=view.place(node), text=view.snippet(node), kept=kept,
            asks=tuple(_asks(view, asked[scope], own)), reports=tuple(_reports(view, node, own)),
        )  # fmt: skip


def _kept_by(view: ModuleView, compare: ast.Compare) -> str | None:
    """The variable of `if score > best_score: best_score = score`."""
    if len(compare.ops) != 1 or not isinstance(compare.ops[0], _ORDERS):
        return None
    above = view.parent(compare)
    if isinstance(above, ast.BoolOp):
        above = view.parent(above)
    if not isinstance(above, ast.If):
        return None
    names = [dotted(side) or "" for side in (compare.left, compare.comparators[0])]
    kept = next((name for name in names if _BEST.search(name)), None)
    assigned = [dotted(t) for s in above.body if isinstance(s, ast.Assign) for t in s.targets]
    return kept if kept in assigned else None


def _takes(value: ast.expr) -> bool:
    for node in walk(value):
        if isinstance(node, ast.Call):
            last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if last in _TAKES:
                return True
    return False


def _asks(view: ModuleView, calls: list[ast.Call], own: set[str]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for call in calls:
        name = project_function(view, call, own)
        if name:
            looped = any(isinstance(above, ast.For | ast.ListComp | ast.DictComp) for above in view.ancestors(call))
            counts[name] = counts.get(name, 0) + (2 if looped else 1)
    for name, count in counts.items():
        if count > 1:
            yield name


def _reports(view: ModuleView, node: ast.AST, own: set[str]) -> Iterator[str]:
    """`evaluate` of `report = evaluate(…)` and `best = max(report.values())`."""
    if not isinstance(node, ast.Assign):
        return
    asked = {part.id for part in walk(node.value) if isinstance(part, ast.Name)}
    scope = view.scope(node)
    for one in view.assigns:
        target = one.targets[0] if isinstance(one, ast.Assign) else one.target
        meant = isinstance(target, ast.Name) and target.id in asked and view.scope(one) == scope
        if meant and isinstance(one.value, ast.Call) and (name := project_function(view, one.value, own)):
            yield name

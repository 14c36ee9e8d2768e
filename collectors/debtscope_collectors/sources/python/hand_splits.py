"""Splits that are written by hand: rows or their numbers are shuffled, and a head and a tail of them taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_IN_PLACE: Final = frozenset({"shuffle"})
_GIVES: Final = frozenset({"permutation", "randperm", "sample", "shuffle"})
_MASKS: Final = frozenset({"rand", "random", "uniform", "random_sample", "choice", "binomial"})


def parts_rows(view: ModuleView, call: ast.Call) -> bool:
    """Whether what a call shuffles is then parted: `[:n]` and `[n:]`, or `[mask]` and `[~mask]`, in the same function."""
    word = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    statement = view.statement(call)
    if statement is None or word not in _GIVES | _MASKS:
        return False
    if word in _IN_PLACE and isinstance(statement, ast.Expr):
        names = [argument.id for argument in call.args[:1] if isinstance(argument, ast.Name)]
    elif isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
    else:
        return False
    if not names:
        return False
    if word == "sample" and _is_rest_taken(view, names[0]):
        return True
    uses = list(_uses(view, call, names[0]))
    if word in _MASKS:
        return any(isinstance(use, ast.Invert) for use in uses) and any(isinstance(use, ast.Name) for use in uses)
    heads = any(isinstance(use, ast.Slice) and use.lower is None and use.upper is not None for use in uses)
    tails = any(isinstance(use, ast.Slice) and use.lower is not None for use in uses)
    return heads and tails


def _is_rest_taken(view: ModuleView, name: str) -> bool:
    """`rest = frame.drop(picked.index)`."""
    for drop in view.calls_to({"drop"}):
        match drop.args[:1]:
            case [ast.Attribute(attr="index", value=ast.Name(id=picked))] if picked == name:
                return True
            case _:
                continue
    return False


def _uses(view: ModuleView, call: ast.Call, name: str) -> Iterator[ast.AST]:
    """Slices of a name below a call in its function, and what else stands as an index: the name itself, or its opposite."""
    around = view.function(call) or view.tree
    for node in walk(around):
        if not isinstance(node, ast.Subscript) or node.lineno < call.lineno:
            continue
        of = node.value.value if isinstance(node.value, ast.Attribute) else node.value  # `rows.iloc[:n]`
        if isinstance(of, ast.Name) and of.id == name and isinstance(node.slice, ast.Slice):
            yield node.slice
        match node.slice:
            case ast.Name(id=index) if index == name:
                yield node.slice
            case ast.UnaryOp(op=ast.Invert() as turned, operand=ast.Name(id=index)) if index == name:
                yield turned
            case _:
                continue

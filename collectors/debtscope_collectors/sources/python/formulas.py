"""Features that are one column divided by, multiplied with or taken from another: under what name, of which columns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_SIGNS: Final[dict[type[ast.operator], str]] = {ast.Div: "/", ast.Mult: "*", ast.Sub: "-", ast.Add: "+"}
_ORDERED: Final = frozenset({"/", "-"})
_PASSED: Final = frozenset({"fillna", "replace", "astype", "round", "clip", "float", "int", "to_numpy", "abs", "where"})
"""Calls around a formula that leave it what it is."""
_HOPS: Final = 6
_SHORTEST: Final = 4
_NO_COLUMN: Final = regex(
    r"(?:^|_)(?:start|end|stop|time|now|elapsed|begin|duration|latency|loss|losses|metric|score|acc|accuracy|precision|recall|tp|fp|tn|fn"
    r"|epoch|batch|step|lr|idx|index|len|length|size|width|height|offset|seconds|perf|mean|std|psi|percent|drift|expected|actual|pred"
    r"|preds|prediction|predictions|prob|proba|y|x|true|correct|weight|weights|old|new|current|previous|total_seconds|bytes|mem|memory)(?:_|$)"
)
"""What timings, metrics and loops are called, not columns."""


@frozen
class Formula:
    """One derived value of two named ones."""

    name: str
    """Of what is made: small letters, words joined by underscores."""
    formula: str
    """`bank_balance / annual_salary`, in the same spelling."""
    line: int
    scope: str
    is_column: bool
    """It is stored under a constant key: of a frame, a map, or as a keyword of `assign`."""


@facet(Formula, tests=False)
def formulas(view: ModuleView) -> Iterator[Formula]:
    """In the order of the file."""
    for node in view.nodes(ast.BinOp):
        sign = _SIGNS.get(node.op.__class__)
        if sign is None or node.left.__class__ is ast.Constant or node.right.__class__ is ast.Constant:
            continue
        left, right = _column(node.left), _column(node.right)
        if not left or not right or left == right:
            continue
        name, is_column = _target(view, node)
        if not name or name in (left, right) or any(_is_no_column(one) for one in (name, left, right)):
            continue
        pair = (left, right) if sign in _ORDERED else tuple(sorted((left, right)))
        yield Formula(
            name=name,
            formula=f"{pair[0]} {sign} {pair[1]}",
            line=view.place(node),
            scope=view.scope(node),
            is_column=is_column,
        )


def _is_no_column(name: str) -> bool:
    return len(name) < _SHORTEST or _NO_COLUMN.search(name) is not None


def _plain(name: str) -> str:
    """`Bank Balance` and `bankBalance` as `bank_balance`."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")


def _column(node: ast.expr) -> str:
    """The column or variable that an operand is, converted or filled or not; `` for anything else."""
    for _ in range(4):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(key))):
                return _plain(key)
            case ast.Name(id=name):
                return _plain(name)
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
                return _plain(key)
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in _PASSED:
                node = value
            case ast.Call(func=ast.Name(id="float" | "int"), args=[value]):
                node = value
            case ast.Attribute(attr=attr, value=ast.Name()):
                return _plain(attr)
            case _:
                return ""
    return ""


def _target(view: ModuleView, node: ast.AST) -> tuple[str, bool]:
    """(what the formula is stored under, whether that is a column)."""
    below = node
    for _ in range(_HOPS):
        above = view.parent(below)
        match above:
            case ast.Assign(targets=[ast.Subscript(slice=key)]):
                key = key.elts[-1] if isinstance(key, ast.Tuple) and key.elts else key
                return (
                    (_plain(key.value), True)
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                    else ("", False)
                )
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return _plain(name), False
            case ast.keyword(arg=str(name)):
                return _plain(name), True
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if value is below and isinstance(key, ast.Constant) and isinstance(key.value, str):
                        return _plain(key.value), True
                return "", False
            case ast.IfExp(test=test) if below is not test:
                below = above
            case ast.Attribute(attr=attr) if attr in _PASSED:
                below = above
            case ast.Call(func=func) if func is below or getattr(func, "id", "") in _PASSED:
                below = above
            case ast.List():
                below = above
            case _:
                return "", False
    return "", False

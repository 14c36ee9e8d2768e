"""Where serving code papers over a difference between what it is sent and what its model takes. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.sites import ROUTES
from debtscope_collectors.sources.python.view import Function, ModuleView

_WHOLE: Final = frozenset(
    {
        "dict",
        "model_dump",
        "json",
        "model_dump_json",
        "copy",
        "model_copy",
        "__dict__",
        "model_fields",
        "__fields__",
        "items",
        "to_dict",
    }
)
"""What hands on all fields of a request at once."""
_MISSING: Final = regex(r"missing|absent|lacking", re.IGNORECASE)
_WARNS: Final = frozenset({"warning", "warn", "error", "info", "inc"})
_TELLS: Final = regex(r"(?:^|\.)(?:warn(?:ing)?|error|exception|info|append|add|inc|raise_\w{1,20})$")


@frozen
class FilledColumns:
    """One place that gives a table the columns that it lacks, all with the same constant."""

    line: int
    scope: str
    value: str
    """The constant as it is written."""
    encodes: bool
    """The same function makes dummies of the rows that it was sent: what it fills in may be categories."""


@frozen
class RequestUse:
    """The fields that a route's function takes one by one from a request of a class; classes that it hands on whole are left out."""

    route: str
    type: str
    used: tuple[str, ...]
    line: int


@facet(FilledColumns, cues=("columns", "reindex"), tests=False)
def filled_columns(view: ModuleView) -> Iterator[FilledColumns]:
    """`for c in wanted: if c not in df.columns: df[c] = 0`, and `df.reindex(columns=wanted, fill_value=0)`; functions that tell of it are silent."""
    dummies = {view.scope(call) for call in view.calls_to({"get_dummies"})}
    told = {view.scope(call) for call in view.calls_to(_WARNS) if _MISSING.search(ast.unparse(call))}
    for loop in view.nodes(ast.For):
        scope = view.scope(loop)
        if scope in told or not isinstance(loop.target, ast.Name):
            continue
        if (value := _filled(view, loop, loop.target.id)) is not None:
            yield FilledColumns(line=view.place(loop), scope=scope, value=ast.unparse(value), encodes=scope in dummies)
    for call in view.calls_to({"reindex"}):
        fill = view.argument(call, "fill_value")
        scope = view.scope(call)
        if fill is not None and _is_constant(fill) and scope not in told and view.argument(call, "columns") is not None:
            yield FilledColumns(line=view.place(call), scope=scope, value=ast.unparse(fill), encodes=scope in dummies)


def _filled(view: ModuleView, loop: ast.For, name: str) -> ast.expr | None:
    """The constant that a loop over columns writes into those that the table lacks."""
    body: list[ast.stmt] = loop.body
    if len(body) == 1 and isinstance(body[0], ast.If) and _is_absence(body[0].test, name):
        body = body[0].body
    elif not (isinstance(loop.iter, ast.Name) and _MISSING.search(loop.iter.id)):
        return None
    if any(_tells(view, statement) for statement in body):
        return None
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Subscript(slice=ast.Name(id=key))], value=value) if (
                key == name and _is_constant(value)
            ):
                return value
            case _:
                pass
    return None


def _is_absence(test: ast.expr, name: str) -> bool:
    match test:
        case ast.Compare(
            left=ast.Name(id=left), ops=[ast.NotIn()], comparators=[ast.Name() | ast.Attribute(attr="columns")]
        ):
            return left == name
        case _:
            return False


def _tells(view: ModuleView, statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and bool(_TELLS.search(view.name(call.func) or ""))


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            return value is None or isinstance(value, int | float | str)
        case ast.Attribute(attr="nan" | "NaN" | "NA"):
            return True
        case ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.IfExp():
            return _is_constant(node.body) and _is_constant(node.orelse)
        case _:
            return False


@facet(RequestUse, cues=ROUTES, tests=False)
def request_uses(view: ModuleView) -> Iterator[RequestUse]:
    """One for each parameter of a route that has a class and whose fields alone are taken."""
    for function in view.functions:
        route = _route(view, function)
        if route is None:
            continue
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if not isinstance(argument.annotation, ast.Name | ast.Attribute):
                continue
            used = _fields(view, function, argument.arg)
            if used:
                kind = (view.name(argument.annotation) or "").rpartition(".")[2]
                yield RequestUse(route=route, type=kind, used=used, line=view.place(function))


def _route(view: ModuleView, function: Function) -> str | None:
    for decorator in function.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Attribute)
            and decorator.func.attr in ROUTES
        ):
            path = view.argument(decorator, "path", 0)
            value = view.constant(path) if path is not None else None
            if isinstance(value, str):
                return value
    return None


def _fields(view: ModuleView, function: Function, name: str) -> tuple[str, ...]:
    """The attributes that are taken of a parameter; empty where it goes anywhere as a whole, or is not used at all."""
    found: dict[str, None] = {}
    for node in ast.walk(function):
        if not isinstance(node, ast.Name) or node.id != name:
            continue
        above = view.parent(node)
        if not isinstance(above, ast.Attribute) or above.attr in _WHOLE or not isinstance(above.ctx, ast.Load):
            return ()
        found[above.attr] = None
    return tuple(found)

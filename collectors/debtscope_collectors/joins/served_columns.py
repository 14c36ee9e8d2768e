"""Which columns a route takes, by the request model of its function, and which columns code derives."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.sites import ROUTES
from debtscope_collectors.sources.python.view import ModuleView

_BASES = frozenset({"BaseModel", "SQLModel", "Schema", "Struct"})
"""Of pydantic, sqlmodel, ninja and msgspec."""
_NUMBERS = frozenset({"float", "int", "bool"})


@frozen
class RequestModel:
    """One class of fields that a request is checked against."""

    name: str
    bases: tuple[str, ...]
    fields: tuple[str, ...]
    """Names as they arrive: an alias where one is given."""
    line: int
    is_numeric: bool = False
    """Every field is annotated as a number or a truth value."""
    holds: tuple[str, ...] = ()
    """Names in the annotations of its fields: classes that it holds are among them."""


@frozen
class RouteInput:
    """A route's function with the annotations of what it is sent."""

    route: str
    types: tuple[str, ...]
    """Last parts of the annotations' names."""
    line: int
    answers: tuple[str, ...] = ()
    """The same of what it returns, by `response_model` or the function's annotation."""


@facet(RequestModel, version=3, cues=("class",))
def request_models(view: ModuleView) -> Iterator[RequestModel]:
    """Classes with annotated fields whose base is a class of its kind, or of this file."""
    local = {node.name for node in view.classes}
    for node in view.classes:
        bases = tuple(base.rpartition(".")[2] for base in map(view.name, node.bases) if base)
        if not any(base in local or base in _BASES for base in bases):
            continue
        parts = [
            (part, part.target.id)
            for part in node.body
            if isinstance(part, ast.AnnAssign)
            and isinstance(part.target, ast.Name)
            and not part.target.id.startswith(("_", "model_config"))
        ]
        if parts:
            fields = tuple(_alias(view, part) or name for part, name in parts)
            is_numeric = all(_is_number(part.annotation) for part, _ in parts)
            holds = tuple(
                dict.fromkeys(name for part, _ in parts for name in _named(part.annotation) if name[:1].isupper())
            )
            yield RequestModel(
                name=node.name, bases=bases, fields=fields, line=node.lineno, is_numeric=is_numeric, holds=holds
            )


def _is_number(annotation: ast.expr) -> bool:
    """`float`, `int | None`, `Optional[float]`."""
    if isinstance(annotation, ast.BinOp):
        return _is_number(annotation.left) and _is_number(annotation.right)
    if isinstance(annotation, ast.Subscript):
        return (
            isinstance(annotation.value, ast.Name)
            and annotation.value.id == "Optional"
            and _is_number(annotation.slice)
        )
    if isinstance(annotation, ast.Constant):
        return annotation.value is None
    return isinstance(annotation, ast.Name) and annotation.id in _NUMBERS


def _alias(view: ModuleView, part: ast.AnnAssign) -> str | None:
    if isinstance(part.value, ast.Call) and (view.name(part.value.func) or "").rpartition(".")[2] == "Field":
        alias = view.argument(part.value, "alias", "validation_alias")
        value = view.constant(alias) if alias is not None else None
        return value if isinstance(value, str) else None
    return None


@facet(RouteInput, version=2, cues=ROUTES)
def route_inputs(view: ModuleView) -> Iterator[RouteInput]:
    """Functions that a decorator makes a route."""
    for function in view.functions:
        for decorator in function.decorator_list:
            if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
                continue
            if decorator.func.attr not in ROUTES:
                continue
            path = view.argument(decorator, "path", 0)
            route = view.constant(path) if path is not None else None
            kinds = tuple(
                dict.fromkeys(name for a in function.args.args if a.annotation for name in _named(a.annotation))
            )
            told = (view.argument(decorator, "response_model"), function.returns)
            answers = tuple(dict.fromkeys(name for one in told if one is not None for name in _named(one)))
            if isinstance(route, str) and (kinds or answers):
                yield RouteInput(route=route, types=kinds, line=function.lineno, answers=answers)


def only_answered(models: Iterable[RequestModel], routes: Iterable[RouteInput]) -> frozenset[str]:
    """Classes in which routes answer and by which none is asked, with the classes that they hold: what stands in them came from
    the program."""
    known = {model.name: model for model in models}
    rows = tuple(routes)
    asked = _reached(known, (name for row in rows for name in row.types))
    return frozenset(_reached(known, (name for row in rows for name in row.answers)) - asked)


def asked(models: Iterable[RequestModel], routes: Iterable[RouteInput]) -> frozenset[str]:
    """Classes that routes take, with the classes that they hold."""
    return frozenset(_reached({model.name: model for model in models}, (name for row in routes for name in row.types)))


def _reached(known: Mapping[str, RequestModel], names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    todo = [name for name in names if name in known]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [one for one in (*known[name].holds, *known[name].bases) if one in known]
    return found


def _named(node: ast.expr) -> Iterator[str]:
    """Names in an annotation: `list[Row]` and `Row | None` are Row."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr

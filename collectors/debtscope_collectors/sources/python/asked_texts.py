"""Texts into which a route puts what it is asked with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import Function, ModuleView

_ROUTES: Final = frozenset({"get", "post", "put", "delete", "patch", "route", "api_route", "websocket"})
_NUMBERS: Final = frozenset({"int", "float", "bool"})


@frozen
class AskedText:
    """A line of a text made of a parameter of the route around it, which is a word of whoever asks."""

    line: int


@facet(AskedText, cues=_ROUTES, tests=False, broken=True)
def asked_texts(view: ModuleView) -> Iterator[AskedText]:
    """Every line of each such text; parts that are names of tables, or places for parameters, are not meant."""
    for function in view.functions:
        given = _asked_with(function)
        if not given:
            continue
        for text in (*view.nodes(ast.JoinedStr), *view.nodes(ast.BinOp)):
            if function.lineno <= text.lineno <= view.end(function) and _holds(text, given):
                for line in range(text.lineno, view.end(text) + 1):
                    yield AskedText(line=line)


def _asked_with(function: Function) -> frozenset[str]:
    marks = (one.func for one in function.decorator_list if isinstance(one, ast.Call))
    if not any(isinstance(mark, ast.Attribute) and mark.attr in _ROUTES for mark in marks):
        return frozenset()
    return frozenset(
        one.arg
        for one in (*function.args.args, *function.args.kwonlyargs)
        if not (isinstance(one.annotation, ast.Name) and one.annotation.id in _NUMBERS)
    )


def _holds(text: ast.JoinedStr | ast.BinOp, given: frozenset[str]) -> bool:
    parts = (
        [text.left, text.right]
        if isinstance(text, ast.BinOp)
        else [part.value for part in text.values if isinstance(part, ast.FormattedValue)]
    )
    return any(isinstance(part, ast.Name) and part.id in given for part in parts)

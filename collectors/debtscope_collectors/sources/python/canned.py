"""Routes named for what a model says that answer everybody with the same words and numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_ROOTS: Final = (
    "fastapi",
    "flask",
    "starlette",
    "litestar",
    "sanic",
    "bottle",
    "robyn",
    "chalice",
    "flask_restful",
    "quart",
)
_VERBS: Final = frozenset({"get", "post", "put", "route", "api_route", "websocket"})
_SAID: Final = regex(
    r"predict|recommend|explain|explanation|insight|(?:^|[_/-])(?:risk|score|forecast|similar|anomal(?:y|ies)|sentiment|classify|segment"
    r"|importances?|shap|next[_-]action)(?:$|[_/-])|feature[_-]?importance|churn[_-]?(?:risk|trend|prob)|fraud[_-]?(?:score|check)",
    re.IGNORECASE,
)
_MEANT: Final = regex(
    r"mock|stub|dummy|fake|demo|example|sample|health|status|docs?(?:$|[_/-])|schema|info|version|options|models?$|types?$|classes|labels",
    re.IGNORECASE,
)
"""Routes that say that they make answers up, or that tell of the service."""
_LOGS: Final = frozenset({"debug", "info", "warning", "error", "exception"})
_TOLD: Final = frozenset(
    {"message", "detail", "error", "status", "msg", "info", "usage", "endpoint", "endpoints", "documentation"}
)


@frozen
class Canned:
    """One route whose answer does not depend on anything."""

    route: str
    line: int
    scope: str
    text: str


@facet(Canned, cues=_ROOTS, tests=False)
def canned_answers(view: ModuleView) -> Iterator[Canned]:
    """Of modules and functions that do not say that they make answers up."""
    if view.roots.isdisjoint(_ROOTS) or _MEANT.search(view.path.rpartition("/")[2].removesuffix(".py")):
        return
    for function in view.functions:
        route = _route(view, function) if function.decorator_list else None
        if route is None or not _SAID.search(f"{route} {function.name}") or _MEANT.search(f"{route} {function.name}"):
            continue
        answer = _only_answer(function)
        if answer is not None and _is_canned(function, answer):
            yield Canned(
                route=route, line=view.place(function), scope=view.qualname(function), text=view.snippet(answer)
            )


def _route(view: ModuleView, function: Function) -> str | None:
    """`/predict` of `@app.post("/predict")`; None for functions that answer no requests."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr=verb), args=[first, *_]) if verb in _VERBS:
                told = view.constant(first)
                return told if isinstance(told, str) and told.startswith("/") else None
            case _:
                continue
    return None


def _only_answer(function: Function) -> ast.expr | None:
    """What a function returns that does nothing else, but for a docstring and lines that print or log."""
    body = [one for one in function.body if not _says(one)]
    return body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None


def _says(statement: ast.stmt) -> bool:
    """A docstring, or a line that prints or logs."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=attr))):
            return attr in _LOGS and "log" in last_name(owner).lower()
        case _:
            return False


def _is_canned(function: Function, answer: ast.expr) -> bool:
    """A dictionary or list of constants, some of them more than a greeting; parameters may be echoed."""
    if isinstance(answer, ast.Call):  # `JSONResponse({…})`, `jsonify(…)`
        given = [*answer.args, *(k.value for k in answer.keywords if k.arg == "content")]
        answer = given[0] if len(given) == 1 else answer
    if not isinstance(answer, ast.Dict | ast.List):
        return False
    names = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    for node in walk(answer):
        if isinstance(node, ast.Name) and node.id not in names:
            return False
        if not isinstance(node, _PLAIN):
            return False
    keys = answer.keys if isinstance(answer, ast.Dict) else []
    said = {str(key.value).lower() for key in keys if isinstance(key, ast.Constant)}
    values = answer.values if isinstance(answer, ast.Dict) else answer.elts
    constant = any(not isinstance(part, ast.Name) for part in values)
    return constant and not (said and said <= _TOLD)


_PLAIN: Final = (
    ast.Dict, ast.List, ast.Tuple, ast.Constant, ast.Name, ast.Load, ast.UnaryOp, ast.USub, ast.UAdd, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip

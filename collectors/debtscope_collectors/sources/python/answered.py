"""Failures that a route answers as if all had gone well: an error in the body, and no status. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.handlers import RequestHandler, request_handlers
from debtscope_collectors.sources.python.libraries import SERVING
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_MAKERS: Final = frozenset(
    {"jsonify", "JSONResponse", "ORJSONResponse", "UJSONResponse", "JsonResponse", "json_response", "dict"}
)
"""What wraps a body, and answers 200 unless it is told otherwise."""
_TOLD: Final = frozenset({"status_code", "status", "code"})
_KEYS: Final = frozenset({"error", "errors", "exception", "traceback", "error_message", "err"})
_OWN_STATUS: Final = frozenset(
    {"statusCode", "status_code", "code", "http_status", "error_code", "errorCode", "jsonrpc"}
)
"""Keys of a body that carries its own status by a convention of the caller (Lambda, JSON-RPC, envelopes)."""
_FAILED: Final = frozenset({"error", "failed", "failure", "fail"})
_SAYS_NO: Final = frozenset({"success", "ok", "succeeded"})
_WORDS: Final = regex(r"\b(?:wrong|error|fail(?:ed|ure)?|unable|could not|exception)\b", re.IGNORECASE)
_MEANT: Final = regex(
    r"health|ready|live|ping|status|valid|verif|check|hook|callback|slack|telegram|twilio|alexa|whatsapp|messenger|event|debug|(?:disk|memory|cpu)[-_/]?(?:usage|space|free)|(?:^|[/_-])(?:test|demo)",
    re.IGNORECASE,
)
"""Routes whose callers ask for 200 whatever happened, or that tell of a state."""
_ROOTS: Final = frozenset(name.partition(".")[0] for name, kind in SERVING.items() if kind != "ui")


@frozen
class AnsweredFailure:
    """One return of a route that says an error with status 200."""

    scope: str
    """The handler."""
    route: str
    line: int
    excerpt: str


@frozen
class HandedAnswer:
    """One route that gives what a function of another file answers as it comes: `return service.promote(version)`, through a variable too."""

    scope: str
    """The handler."""
    route: str
    name: str
    """Last word of the function's name."""


@frozen
class ErrorBody:
    """One return in an `except`, of whatever function, that says an error in a body without a status."""

    scope: str
    line: int
    excerpt: str


@facet(HandedAnswer, version=3, cues=_ROOTS, tests=False)
def handed_answers(view: ModuleView) -> Iterator[HandedAnswer]:
    """Of routes that set no status and are not asked for 200 whatever happens."""
    routes = {row.scope: row for row in view.once(request_handlers.extract) if row.route}
    functions = {view.qualname(one): one for one in view.functions} if routes else {}
    for scope, row in routes.items():
        function = functions.get(scope)
        if function is None or _MEANT.search(f"{row.route} {function.name}") or _sets_status(function):
            continue
        for returned in view.returns(function):
            given = _kept(view, function, returned.value) if isinstance(returned.value, ast.Name) else returned.value
            value = given.value if isinstance(given, ast.Await) else given
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute):
                name = last_name(value.func)
                if name not in functions:
                    yield HandedAnswer(scope=scope, route=row.route, name=name)


def _kept(view: ModuleView, function: Function, name: ast.Name) -> ast.AST | None:
    """The one value of a variable that the function hands on and never looks at: `result = await run(file)`."""
    values = view.local_values(function, name.id)
    tests = (node.test for node in walk(function) if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert))
    looks = any(isinstance(one, ast.Name) and one.id == name.id for test in tests for one in ast.walk(test))
    return values[0] if len(values) == 1 and not looks else None


@facet(ErrorBody, cues=("error", "errors", "success", "ok"), tests=False)
def error_bodies(view: ModuleView) -> Iterator[ErrorBody]:
    """Of functions at the top of a module and of methods."""
    for handler in view.handlers:
        for statement in handler.body:
            value = statement.value if isinstance(statement, ast.Return) else None
            if isinstance(value, ast.Dict) and _says_error(value) and not _MEANT.search(view.scope(handler)):
                yield ErrorBody(scope=view.scope(handler), line=view.place(statement), excerpt=view.snippet(statement))


@facet(AnsweredFailure, version=4, cues=_ROOTS, tests=False)
def answered_failures(view: ModuleView) -> Iterator[AnsweredFailure]:
    """Returns in an `except` of a route's handler or of what gives it its answer; none of one that sets a status anywhere."""
    routes = {row.scope: row for row in view.once(request_handlers.extract) if row.route}
    functions = {view.qualname(one): one for one in view.functions} if routes else {}
    routes = {**_helpers(routes, functions), **routes}
    for handler in view.handlers if routes else ():
        scope = view.scope(handler)
        row, function = routes.get(scope), functions.get(scope)
        if row is None or function is None or _MEANT.search(f"{row.route} {function.name}"):
            continue
        for statement in handler.body:
            value = statement.value if isinstance(statement, ast.Return) else None
            if value is not None and (_says_error(value) or _tells_error(value)) and not _sets_status(function):
                yield AnsweredFailure(
                    scope=scope, route=row.route, line=view.place(statement), excerpt=view.snippet(statement)
                )


def _helpers(routes: Mapping[str, RequestHandler], functions: Mapping[str, Function]) -> dict[str, RequestHandler]:
    """Functions of the file whose answer a route gives as it comes (`return await run(…)`): what they return is the route's."""
    found: dict[str, RequestHandler] = {}
    for scope, row in routes.items():
        for node in walk(functions[scope]) if scope in functions else ():
            value = node.value if isinstance(node, ast.Return) else None
            value = value.value if isinstance(value, ast.Await) else value
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in functions:
                found.setdefault(value.func.id, row)
    return found


def _sets_status(function: Function) -> bool:
    """`response.status_code = 503` anywhere in the handler."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in _TOLD and isinstance(node.ctx, ast.Store)
        for node in walk(function)
    )


def _tells_error(value: ast.expr) -> bool:
    """A text that says so: `"something is wrong"`, `f"Error: {e}"`."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    texts = (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return any(_WORDS.search(text) for text in texts)


def _says_error(value: ast.expr) -> bool:
    """A body that tells of a failure, and nothing beside it that gives a status."""
    match value:
        case ast.Dict():
            pairs = {k.value: v for k, v in zip(value.keys, value.values, strict=True) if isinstance(k, ast.Constant)}
            return not any(key in _OWN_STATUS for key in pairs) and any(_fails(k, v) for k, v in pairs.items())
        case ast.Call(args=args, keywords=keywords) if last_name(value.func) in _MAKERS:
            if len(args) > 1 or any(one.arg in _TOLD for one in keywords if last_name(value.func) != "jsonify"):
                return False
            inner = next((one.value for one in keywords if one.arg in ("content", "data")), args[0] if args else None)
            return _says_error(inner) if isinstance(inner, ast.Dict) else inner is None and _named(keywords)
        case ast.Call(args=[], keywords=keywords) if last_name(value.func)[:1].isupper():
            return _named(keywords)
        case _:
            return False


def _named(keywords: list[ast.keyword]) -> bool:
    """`PredictionResponse(success=False, error=str(e))`."""
    return not any(one.arg in (None, *_OWN_STATUS) for one in keywords) and any(
        _fails(one.arg, one.value) for one in keywords
    )


def _fails(key: object, value: ast.expr) -> bool:
    constant = value.value if isinstance(value, ast.Constant) else ...
    if key in _KEYS:
        return constant is ... or (isinstance(constant, str | bool) and bool(constant))
    if key in ("status", "result"):
        return isinstance(constant, str) and constant.lower() in _FAILED
    return key in _SAYS_NO and constant is False

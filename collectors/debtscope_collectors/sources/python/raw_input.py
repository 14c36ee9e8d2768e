"""What a handler takes of a request as it was sent. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import Function, ModuleView

_PARSED: Final = frozenset({"json", "get_json", "form", "body", "get_data", "stream"})
"""Methods of a request that give what was sent, unread."""
_FLASK: Final = regex(r"^(?:flask|quart|bottle)\.request\.(json|get_json|data|get_data|form|values|args)$")
_FLASK_ROOTS: Final = frozenset({"flask", "quart", "bottle"})
_FORMS: Final = frozenset({"form", "values", "args"})
_SENT: Final = {"sanic": "json", "rest_framework": "data", "litestar": "json", "django": "body"}
"""Framework -> the attribute of a request that gives what was sent."""
INVOKED: Final = frozenset({"lambda_handler", "handler"})
"""Functions that AWS Lambda calls for each request, without a framework."""


def raw_input(
    view: ModuleView, function: Function, calls: list[ast.Call], requests: set[str]
) -> Iterator[tuple[str, str, int]]:
    """(request or form, as shown, line) of what a function takes of a request unread."""
    for call in calls:
        func = call.func
        if not (isinstance(func, ast.Attribute) and func.attr in _PARSED and isinstance(func.value, ast.Name)):
            continue
        if func.value.id in requests:
            yield "form" if func.attr == "form" else "request", f"{func.value.id}.{func.attr}()", call.lineno
    first, last = function.lineno, view.end(function)
    sent = {attr for root, attr in _SENT.items() if root in view.roots}
    for node in view.nodes(ast.Attribute) if sent and requests else ():
        is_sent = node.attr in sent and isinstance(node.value, ast.Name) and node.value.id in requests
        above = view.parent(node)
        is_more = isinstance(above, ast.Attribute) or (isinstance(above, ast.Call) and above.func is node)
        if is_sent and first <= node.lineno <= last and not is_more:
            yield "request", f"request.{node.attr}", node.lineno
    if "event" in requests and function.name in INVOKED:
        for call in calls:
            if view.name(call.func) == "json.loads" and call.args and _is_body(call.args[0]):
                yield "request", "json.loads(event body)", call.lineno
    for node in view.nodes(ast.Attribute) if not view.words.isdisjoint(_FLASK_ROOTS) else ():
        if first <= node.lineno <= last and (match := _FLASK.match(view.name(node) or "")):
            ending = "()" if match[1].startswith("get_") else ""
            yield "form" if match[1] in _FORMS else "request", f"request.{match[1]}{ending}", node.lineno


def _is_body(node: ast.expr) -> bool:
    """`event["body"]`, `event.get("body")`: what an API Gateway was sent."""
    match node:
        case ast.Subscript(value=ast.Name(id="event"), slice=ast.Constant(value="body")):
            return True
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="event"), attr="get"), args=[ast.Constant(value="body"), *_]
        ):
            return True
        case _:
            return False

"""Log lines that are given what somebody wrote: the question or message that came in. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.view import Function, ModuleView

_LEVELS: Final = frozenset({"info", "warning", "error", "exception", "critical"})
_LOGGER: Final = regex(r"(?:^|[._])(?:log|logger|logging|_log|_logger|log_\w{1,20})$", re.IGNORECASE)
_TEXTS: Final = frozenset(
    {
        "question",
        "query",
        "user_query",
        "user_input",
        "user_message",
        "user_question",
        "user_text",
        "prompt",
        "user_prompt",
        "transcript",
    }
)
"""Parameters that hold what somebody wrote."""
_FIELDS: Final = _TEXTS | {"input", "message", "text", "content", "body"}
_REQUESTS: Final = frozenset({"request", "req", "body", "payload", "data", "message", "msg", "event", "chat_request"})
"""Parameters whose fields do."""
_MOST: Final = 60


@frozen
class LoggedText:
    """One of them."""

    line: int
    scope: str
    name: str
    """As written: `question`, `request.input`."""


@facet(LoggedText, cues=_TEXTS | _REQUESTS, tests=False)
def logged_texts(view: ModuleView) -> Iterator[LoggedText]:
    """In functions that take it; its length, its first letters and what a call makes of it are left out, as are debug lines."""
    if "log" not in view.text and "LOG" not in view.text:
        return
    for call in view.calls_to(_LEVELS):
        function = view.function(call)
        if function is None or not isinstance(call.func, ast.Attribute):
            continue
        holder = view.name(call.func.value) or ""
        if not _LOGGER.search(holder) and view.type_of(call.func.value) != "logging.Logger":
            continue
        if name := _given(call, function):
            yield LoggedText(line=call.lineno, scope=view.scope(call), name=name)


def _given(call: ast.Call, function: Function) -> str:
    """The first argument, or part of a text, that is one; `` where none is."""
    own = {parameter.arg for parameter in parameters(function)}
    nodes: list[ast.AST] = [*call.args, *(keyword.value for keyword in call.keywords)]
    for node in nodes:  # grows while it is read
        if len(nodes) > _MOST:
            break
        match node:
            case ast.JoinedStr(values=values):
                nodes.extend(part.value for part in values if isinstance(part, ast.FormattedValue))
            case ast.Dict(values=values):
                nodes.extend(values)
            case ast.Name(id=name) if name in own and name in _TEXTS:
                return name
            case ast.Attribute(value=ast.Name(id=holder), attr=attr) if (
                holder in own and holder in _REQUESTS and attr in _FIELDS
            ):
                return f"{holder}.{attr}"
            case _:
                pass
    return ""

"""Log lines, and prints, that are given what somebody wrote: the question or message that came in. One file at a time."""

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
_TOLD: Final = _TEXTS | {"message", "msg", "text", "user_msg"}
"""Where the line itself says that it is a question."""
_LABEL: Final = regex(r"question|query|user|prompt|asked", re.IGNORECASE)
_REQUESTS: Final = frozenset({"request", "req", "body", "payload", "data", "message", "msg", "chat_request"})
"""Parameters whose fields do; an `event` is as often a piece of the answer on its way back."""
_QUIET: Final = regex(r"debug|verbos|trace|__name__", re.IGNORECASE)
_MOST: Final = 60


@frozen
class LoggedText:
    """One of them."""

    line: int
    scope: str
    name: str
    """As written: `question`, `request.input`."""
    is_labelled: bool = False
    """The line says in words that it is a question."""
    is_printed: bool = False


@facet(LoggedText, version=3, cues=_TOLD | _REQUESTS, tests=False)
def logged_texts(view: ModuleView) -> Iterator[LoggedText]:
    """In functions that take it; its length, its first letters and what a call makes of it are left out, as are debug lines, and prints
    under a question of their own (`if DEBUG:`)."""
    for call in view.calls_to(_LEVELS | {"print"}):
        function = view.function(call)
        is_printed = isinstance(call.func, ast.Name)
        if (
            function is None
            or (not is_printed and not _is_log(view, call))
            or (is_printed and _is_asked(view, call, function))
        ):
            continue
        is_labelled = any(_LABEL.search(text) for text in _words(call))
        if name := _given(call, function, _TOLD if is_labelled else _TEXTS):
            yield LoggedText(
                line=call.lineno, scope=view.scope(call), name=name, is_labelled=is_labelled, is_printed=is_printed
            )


def _is_log(view: ModuleView, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    holder = view.name(call.func.value) or ""
    return _LOGGER.search(holder) is not None or view.type_of(call.func.value) == "logging.Logger"


def _is_asked(view: ModuleView, call: ast.Call, function: Function) -> bool:
    """Whether a setting decides on a print."""
    above = (one for one in view.ancestors(call) if isinstance(one, ast.If) and view.function(one) is function)
    return any(_QUIET.search(ast.unparse(one.test)[:200]) for one in above)


def _words(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
        yield from (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _given(call: ast.Call, function: Function, texts: frozenset[str]) -> str:
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
            case ast.Name(id=name) if name in own and name in texts:
                return name
            case ast.Attribute(value=ast.Name(id=holder), attr=attr) if (
                holder in own and holder in _REQUESTS and attr in _FIELDS
            ):
                return f"{holder}.{attr}"
            case _:
                pass
    return ""

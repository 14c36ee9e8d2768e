"""Failures that a function gives back as if they were its answer: a text that says "error" where its caller waits for a text.

One file at a time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.sites import ROUTES
from debtscope_collectors.sources.python.swallowed import is_broad
from debtscope_collectors.sources.python.view import Function, ModuleView

_SAYS: Final = regex(
    r"\b(?:errors?|fail(?:ed|ure)?|sorry|unable|could ?n['’]t|could not|cannot|unavailable|exception|went wrong|not available)\b",
    re.IGNORECASE,
)
_WORK: Final = regex(
    r"(?:^|_)(?:answer|generate|response|respond|predict|call|complet(?:e|ion)|chat|ask|query|invoke|infer(?:ence)?|extract|fetch|load|read|parse"
    r"|transcribe|translate|summari[sz]e|clean|rewrite|correct|classify|analy[sz]e|ocr|search|retrieve|process|caption|describe|get_text|llm)(?:_|$)"
)
"""Functions that are named for what they answer."""
_STATE: Final = regex(
    r"err(?:or)?s?|status|success|ok|detail|message|msg|reason|fail|code|valid|exception|type|warning", re.IGNORECASE
)
"""Keys by which a caller may tell a failure from an answer."""
_FOR_MODELS: Final = frozenset(
    {"tool", "StructuredTool", "FunctionTool", "function_tool", "FastMCP", "BaseTool", "action"}
)
"""A tool tells a language model in words what went wrong, and the model reads them."""
_PAGES: Final = frozenset({"streamlit", "gradio", "chainlit"})
"""Who shows a text to people may word a failure."""
_SHOWS: Final = regex(r"streamlit\.(?!session_state\b|secrets\b|cache)")
_CUES: Final = frozenset({"except", "Exception"})


@frozen
class WordedFailure:
    """One handler that answers for its function with the words of the failure."""

    scope: str
    line: int
    given: str
    """What it gives, in the words of the code, credentials hidden."""
    excerpt: str


@facet(WordedFailure, version=3, cues=_CUES, tests=False)
def worded_failures(view: ModuleView) -> Iterator[WordedFailure]:
    """The first of each function whose other answers are no states; none of routes, and none of tools of agents."""
    if view.kind == "notebook" or not _FOR_MODELS.isdisjoint(view.words) or _is_page(view):
        return
    seen: set[str] = set()
    for handler in view.handlers:
        function = view.function(handler)
        last = handler.body[-1]
        if function is None or not isinstance(last, ast.Return) or last.value is None or function.name in seen:
            continue
        if not _WORK.search(function.name) or not is_broad(view, handler) or _is_route(function):
            continue
        value = _told(handler, last.value)
        if not _is_words(value) or not _answers_otherwise(view, function, handler, value):
            continue
        seen.add(function.name)
        yield WordedFailure(
            scope=view.qualname(function), line=view.place(last), given=redact.line(ast.unparse(value))[:60], excerpt=view.snippet(last)
        )  # fmt: skip


def _is_page(view: ModuleView) -> bool:
    """The file shows something, and takes more from a library of pages than the session's keys."""
    pages = _PAGES & view.roots
    if not pages:
        return False
    return "streamlit" not in pages or any(_SHOWS.match(view.name(call.func) or "") for call in view.calls)


def _told(handler: ast.ExceptHandler, value: ast.expr) -> ast.expr:
    """The text itself where the handler gave it a name first: `msg = f"Error: {e}"; return msg`."""
    if isinstance(value, ast.Name):
        for statement in handler.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=told) if name == value.id:
                    return told
                case _:
                    continue
    return value


def _is_words(value: ast.expr) -> bool:
    """A text that says so, or a record with one and with nothing that tells it from an answer."""
    if isinstance(value, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in value.keys]
        if not all(isinstance(key, str) and not _STATE.search(key) for key in keys):
            return False
        return any(_is_words(one) for one in value.values if not isinstance(one, ast.Dict))
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    text = "".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return _SAYS.search(text) is not None and not text.lstrip().startswith("<")


def _is_route(function: Function) -> bool:
    return any(last_name(one.func if isinstance(one, ast.Call) else one) in ROUTES for one in function.decorator_list)


def _answers_otherwise(view: ModuleView, function: Function, handler: ast.ExceptHandler, value: ast.expr) -> bool:
    """Whether the function has an answer of the same kind: a caller cannot tell the two apart by looking at their type."""
    first, last = view.place(handler), view.end(handler.body[-1])
    others = [one.value for one in view.returns(function) if one.value and not first <= view.place(one) <= last]
    is_record = isinstance(value, ast.Dict)
    same = [one for one in others if not isinstance(one, ast.Compare) and not _is_flag(one)]
    if is_record:
        return any(isinstance(one, ast.Dict) and not _is_words(one) and not _has_state(one) for one in same)
    return bool(same) and not any(isinstance(one, ast.Dict | ast.Tuple | ast.List) for one in same)


def _is_flag(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not isinstance(value.value, str)


def _has_state(value: ast.Dict) -> bool:
    return any(isinstance(key, ast.Constant) and _STATE.search(str(key.value)) for key in value.keys)

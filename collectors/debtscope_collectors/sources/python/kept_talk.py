"""Conversations that a program writes to files: what somebody asked beside what was answered. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_ASKED: Final = frozenset(
    {"question", "user_question", "user_message", "user_input", "user_query", "query", "message", "prompt", "user_msg"}
)
_ANSWERED: Final = frozenset(
    {"answer", "ai_answer", "response", "reply", "ai_response", "bot_response", "bot_reply", "assistant_message", "ai_message", "llm_response", "model_response"}
)  # fmt: skip
_APPENDS: Final = regex(r"[wa]\+?t?")
_WRITES: Final = frozenset({"write", "writelines", "writerow", "writerows", "dump", "write_text"})


@frozen
class KeptTalk:
    """One function that is given a question and its answer and writes both to a file."""

    scope: str
    line: int
    given: tuple[str, str]


@facet(KeptTalk, cues=_ANSWERED, tests=False)
def kept_talk(view: ModuleView) -> Iterator[KeptTalk]:
    """Functions with a parameter for each, in which a file is opened to write or append and something is written; none of notebooks."""
    if view.kind == "notebook":
        return
    for function in view.functions:
        own = [one.arg for one in parameters(function)]
        asked = next((name for name in own if name in _ASKED), "")
        answered = next((name for name in own if name in _ANSWERED), "")
        if asked and answered and (line := _written(view, function)):
            yield KeptTalk(scope=view.qualname(function), line=line, given=(asked, answered))


def _written(view: ModuleView, function: Function) -> int:
    """The line that opens the file; 0 where none is written."""
    calls = [call for call in view.calls_to(_WRITES | {"open"}) if view.function(call) is function]
    opened = [call for call in calls if last_name(call.func) == "open" and _is_to_write(view, call)]
    writes = any(last_name(call.func) in _WRITES for call in calls)
    return view.place(opened[0]) if opened and writes else 0


def _is_to_write(view: ModuleView, call: ast.Call) -> bool:
    mode = view.argument(call, "mode", 0 if isinstance(call.func, ast.Attribute) else 1)
    told = view.constant(mode) if mode is not None else None
    return isinstance(told, str) and _APPENDS.fullmatch(told.replace("b", "")) is not None

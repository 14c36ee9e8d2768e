"""Functions that answer whether something is right, and calls that do not listen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.symbols import project_function
from debtscope_collectors.sources.python.view import Function, ModuleView

_ASKS: Final = regex(r"(?:^|_)(?:validate|validation|valid|verify|check|ensure)(?:_|$)")
_WORKS: Final = regex(
    r"_?(?:download|fetch|get|load|pull|sync|build|make|create|update|save|write|send|upload|install|refresh|maybe|try)_"
)
"""Work that also tells whether there was anything to do: `download_check_etag`."""
_ASKING: Final = Vocabulary(
    ("valid", "verify", "check", "ensure"), lambda word: _ASKS.search(word) and not _WORKS.match(word)
)


@frozen
class Verdict:
    """One end of a question."""

    kind: str
    """answers (a function that returns True and False, and raises nothing), hands (one that returns another's answer) or unheard (a
    call whose result nobody takes)."""
    name: str
    """answers: the qualified name; else the function that is called, as the file names it."""
    line: int
    scope: str
    """hands and unheard: the function in which the call stands."""
    text: str


@facet(Verdict, version=2, tests=False)
def verdicts(view: ModuleView) -> Iterator[Verdict]:
    """Of functions and calls that are named for checking."""
    if not view.mentions("valid", "verif", "check"):
        return
    asking = _ASKING.of(view.words)
    for function in view.functions:
        if function.name in asking and _answers(view, function):
            yield Verdict(
                kind="answers",
                name=view.qualname(function),
                line=function.lineno,
                scope="",
                text=view.snippet(function),
            )
    own = {function.name for function in view.functions}
    for function in view.functions:
        for call in _handed_on(view, function) if function.name in asking else ():
            if name := project_function(view, call, own):
                yield Verdict(
                    kind="hands", name=name, line=call.lineno, scope=view.qualname(function), text=view.snippet(call)
                )
    for call in view.calls_to((), _ASKING):
        if view.kind != "notebook" and _goes_on(view, call):
            name = project_function(view, call, own)
            if name:
                yield Verdict(
                    kind="unheard", name=name, line=call.lineno, scope=view.scope(call), text=view.snippet(call)
                )


def _goes_on(view: ModuleView, call: ast.Call) -> bool:
    """The call stands by itself, and something comes behind it that its answer could have stopped."""
    statement = view.parent(call)
    block = view.parent(statement) if isinstance(statement, ast.Expr) else None
    for name in ("body", "orelse", "finalbody"):
        within: list[ast.stmt] = getattr(block, name, [])
        at = next((n for n, one in enumerate(within) if one is statement), None)
        if at is not None:
            behind = within[at + 1 :]
            return not all(isinstance(one, ast.Expr) and _only_says(one) for one in behind)
    return False


def _only_says(statement: ast.Expr) -> bool:
    called = statement.value.func if isinstance(statement.value, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("print", "info", "debug", "warning", "error")


def _handed_on(view: ModuleView, function: Function) -> Iterator[ast.Call]:
    """`status = table.validate()` and `return status`."""
    for one in view.returns(function)[:3]:
        values = view.local_values(function, one.value.id) if isinstance(one.value, ast.Name) else [one.value]
        yield from (value for value in values if isinstance(value, ast.Call))


def _answers(view: ModuleView, function: Function) -> bool:
    """It can say no, says nothing but yes and no, and never raises."""
    first, last = function.lineno, view.end(function)
    if any(first <= view.place(one) <= last for one in view.nodes(ast.Raise)):
        return False
    values = [one.value for one in view.returns(function)]
    plain = [value.value for value in values if isinstance(value, ast.Constant)]
    return len(plain) == len(values) and False in plain and True in plain

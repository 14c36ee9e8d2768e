"""Environment variables that a file reads, sets or tells of, and whether it can do without them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_VARIABLE: Final = regex(r"\b[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}\b")


@frozen
class VariableRead:
    """An environment variable that is read."""

    name: str
    line: int
    need: str
    """required (`os.environ["X"]`), bare (`os.getenv("X")`, used as it comes), handed (given on, where None may be meant), optional
    (a default, a test whether it is set), set, or told (the help of an option names it)."""
    default: str | None = None
    by: str = ""
    """The helper of another module that reads it (`require_env("X")`); `required` then, if there is such a helper."""


_ENV_WORD: Final = regex(r"(?:^|_)env(?:ironment|iron)?(?:_|$)|(?:^|_)(?:require|must)_\w{0,20}env", re.IGNORECASE)
_WHOLE: Final = regex(r"[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}")
_FEW: Final = 3
_READERS: Final = frozenset(
    {"os.environ.get", "os.getenv", "os.environ.pop", "decouple.config", "os.environ.setdefault"}
)
_ASKING: Final = frozenset(
    {"get", "getenv", "pop", "config", "setdefault", "str", "int", "bool", "float", "list", "url"}
)
_ENVIRON_TYPES: Final = ("environs.Env", "environ.Env", "starlette.config.Config")


def variables(view: ModuleView) -> Iterator[VariableRead]:
    """In no particular order; a variable may be read in several places."""
    yield from _asked(view)
    yield from _helped(view)
    for node in view.nodes(ast.Subscript):
        if isinstance(node.value, ast.Name) or getattr(node.value, "attr", "") == "environ":
            key = view.constant(node.slice)
            if isinstance(key, str) and "{}" not in key and view.name(node.value) == "os.environ":
                if isinstance(node.ctx, ast.Load):
                    yield VariableRead(name=key, line=view.place(node), need=_need(view, node, "required"))
                else:
                    yield VariableRead(name=key, line=view.place(node), need="set")
    words = {word for word in view.call_table.words if word in _ASKING or "env" in word}
    for call in view.calls_to(words):
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if not call.args or last not in words:
            continue
        if view.name(call.func) in _READERS or (
            view.type_of(call.func if isinstance(call.func, ast.Name) else getattr(call.func, "value", call.func)) or ""
        ).startswith(_ENVIRON_TYPES):
            yield from _called(view, call, last)


def helpers(view: ModuleView) -> Iterator[str]:
    """Functions of the file that read the variable whose name they are given, and stop where it is not set."""
    for function in view.functions:
        given = (*function.args.posonlyargs, *function.args.args)
        given = given[1:] if given and given[0].arg in ("self", "cls") else given
        if given and len(given) <= _FEW and _reads(view, function, given[0].arg):
            yield function.name


def _reads(view: ModuleView, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    held: set[str] = set()
    for node in walk(function):
        match node:
            case ast.Subscript(value=owner, slice=ast.Name(id=asked), ctx=ast.Load()) if asked == name:
                if view.name(owner) == "os.environ" and _need(view, node, "required") == "required":
                    return True
            case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Call(func=func, args=[ast.Name(id=asked)])) if (
                asked == name
            ):
                if view.name(func) in ("os.environ.get", "os.getenv"):
                    held.add(variable)
            case _:
                pass
    return bool(held) and any(isinstance(node, ast.If) and _stops(node, held) for node in walk(function))


def _stops(node: ast.If, held: Set[str]) -> bool:
    """`if not value: raise …`, `if value is None: raise …`."""
    match node.test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            pass
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            pass
        case _:
            return False
    return name in held and isinstance(node.body[-1], ast.Raise)


def through_helpers(view: ModuleView, own: Set[str]) -> Iterator[VariableRead]:
    """`require_env("X")`: a helper of the file, or one of another module whose name speaks of the environment."""
    words = {word for word in view.call_table.words if word in own or _ENV_WORD.search(word)}
    for call in view.calls_to(words) if words else ():
        name = last_name(call.func)
        if name not in words or len(call.args) != 1 or call.keywords:
            continue
        key = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
        if isinstance(key, str) and _WHOLE.fullmatch(key) and view.name(call.func) not in _READERS:
            need = _need(view, call, "required")
            yield VariableRead(name=key, line=view.place(call), need=need, by="" if name in own else name)


def _helped(view: ModuleView) -> Iterator[VariableRead]:
    """Variables that the help of an option names: whoever starts the program is told of them."""
    for call in view.calls_to(("add_argument", "option", "Option")):
        text = next((one.value for one in call.keywords if one.arg == "help"), None)
        told = view.constant(text) if text is not None else None
        if isinstance(told, str):
            for name in _VARIABLE.findall(told[:2000]):
                yield VariableRead(name=name, line=view.place(call), need="told")


def _asked(view: ModuleView) -> Iterator[VariableRead]:
    """`"X" in os.environ`: it is read only where it is there."""
    for node in view.compares:
        if isinstance(node.ops[0], (ast.In, ast.NotIn)) and view.name(node.comparators[0]) == "os.environ":
            key = view.constant(node.left)
            if isinstance(key, str):
                yield VariableRead(name=key, line=view.place(node), need="optional")


def _called(view: ModuleView, call: ast.Call, last: str) -> Iterator[VariableRead]:
    key = view.constant(call.args[0])
    if not isinstance(key, str) or "{}" in key:
        return
    if last == "setdefault":
        yield VariableRead(name=key, line=view.place(call), need="set")
        return
    given = view.argument(call, "default", 1)
    value = view.constant(given) if given is not None else None
    own = "bare" if last in ("get", "getenv", "pop") else "required"
    yield VariableRead(
        name=key, line=view.place(call), need="optional" if given is not None else _need(view, call, own),
        default=None if value is None else str(value)[:100],
    )  # fmt: skip


def _need(view: ModuleView, node: ast.AST, own: str) -> str:
    """optional where the expression is only asked whether it is there, or has an alternative."""
    above = view.parent(node)
    if isinstance(above, ast.NamedExpr):
        above = view.parent(above)  # `if url := os.getenv("URL")`
    if (
        isinstance(above, ast.Call)
        and len(above.args) == 1
        and isinstance(above.func, ast.Name)
        and above.func.id == "bool"
    ):
        return "optional"
    if isinstance(above, (ast.BoolOp, ast.If, ast.IfExp, ast.UnaryOp, ast.Compare, ast.While)):
        return "optional"
    if own == "bare" and _may_miss(view, above):
        return "handed"
    for one in view.ancestors(node):
        if isinstance(one, ast.Try) and any(
            view.name(h.type) in ("KeyError", "Exception") for h in one.handlers if h.type is not None
        ):
            return "optional"
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            break
    return own


def _may_miss(view: ModuleView, above: ast.AST | None) -> bool:
    """Whether a value that may be None is meant to be: a keyword, one argument of several, what a function of the file is
    given (it says what stands for nothing), a variable asked before its use."""
    match above:
        case ast.keyword():
            return True
        case ast.Call(func=func, args=args, keywords=keywords):
            own = isinstance(func, ast.Name) and any(one.name == func.id for one in view.functions)
            return own or len(args) + len(keywords) > 1
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return _is_asked(view, name)
        case _:
            return False


def _is_asked(view: ModuleView, name: str) -> bool:
    """Whether some condition asks for a variable and goes on without it."""
    for node in (*view.nodes(ast.If), *view.nodes(ast.IfExp), *view.nodes(ast.BoolOp)):
        asked = node.values if isinstance(node, ast.BoolOp) else [node.test]
        named = any(
            isinstance(one, ast.Name) and one.id == name
            for part in asked
            for one in (part, getattr(part, "operand", None), getattr(part, "left", None))
        )
        if named and not (isinstance(node, ast.If) and any(isinstance(line, ast.Raise) for line in node.body)):
            return True
    return False

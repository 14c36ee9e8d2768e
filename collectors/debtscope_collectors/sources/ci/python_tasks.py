"""What tasks written in Python run: sessions of nox, tasks of invoke and duties. Files are read by `ast`; nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

_RUNS: Final = frozenset({"run", "run_always", "sudo", "check_call", "check_output", "call"})
_MOST: Final = 40
"""Tasks that one of them leads to."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def task_lines(source: str, wanted: frozenset[str], *, has_variants: bool = False) -> Iterator[tuple[str, str]]:
    """(function, command) of the tasks that are asked for, and of those that they call or name in their decorator; all where none is.
    Of variants, `tests-3.12` asks for `tests`."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    known = {node.name: node for node in tree.body if isinstance(node, _Function)}
    todo = [
        node
        for node in known.values()
        if not wanted or any(_is_wanted(name, wanted, has_variants=has_variants) for name in _names(node))
    ]
    seen: set[str] = set()
    while todo and len(seen) < _MOST:
        function = todo.pop(0)
        if function.name in seen:
            continue
        seen.add(function.name)
        yield from ((function.name, command) for command in _commands(function))
        todo += [known[name] for name in _others(function, known)]


def _names(function: _Function) -> Iterator[str]:
    """Its own, and the one that the decorator gives it: `@task(name="unit-tests")`."""
    yield function.name
    for decorator in function.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if (
                keyword.arg == "name"
                and isinstance(keyword.value, ast.Constant)
                and isinstance(keyword.value.value, str)
            ):
                yield keyword.value.value.replace("-", "_")


def _others(function: _Function, known: Mapping[str, _Function]) -> Iterator[str]:
    """Tasks of the file that it starts: `lint(ctx)`, `@task(pre=[lint])`."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in known:
                yield name
            case ast.keyword(arg="pre" | "post", value=ast.List(elts=elts) | ast.Tuple(elts=elts)):
                yield from (one.id for one in elts if isinstance(one, ast.Name) and one.id in known)
            case _:
                pass


def _commands(function: _Function) -> Iterator[str]:
    """`session.run("pytest", "-q")`, `ctx.run(f"{PYTHON} -m pytest")`, `ctx.run(command)` and, of a duty, `ctx.run(tools.pytest())`."""
    texts: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            texts.setdefault(node.targets[0].id, _said(node.value))
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _RUNS:
            said = [texts.get(one.id, "") if isinstance(one, ast.Name) else _said(one) for one in node.args]
            if line := " ".join(word for word in said if word):
                yield line


def _said(node: ast.expr) -> str:
    """The text of a command, with a mark where it depends on something."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_said(one) or "{}" for one in values)
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return " ".join(filter(None, map(_said, elts)))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return f"{_said(left)}{_said(right)}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id=head), attr=last)):
            return f"{head} {last}"
        case ast.Call(func=ast.Attribute(value=ast.Call() as inner)):
            return _said(inner)
        case _:
            return ""


def _is_wanted(name: str, wanted: frozenset[str], *, has_variants: bool) -> bool:
    if not has_variants:
        return name in wanted
    return any(
        "$" in word or word.split("-", 1)[0].split("(", 1)[0] in (name, "") or word.replace("-", "_").startswith(name)
        for word in wanted
    )

"""Handlers behind which an error comes all the same: what fails is told by a `raise` below the `try`."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import Final, cast

from debtscope_collectors.sources.python.view import ModuleView

_EXITS: Final = frozenset({"sys.exit", "exit", "quit", "os._exit"})
_LEAVES: Final = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom)
_MOST: Final = 400
"""Nodes of a statement that are looked at; a longer one may do anything."""


def is_raised_later(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Whether whoever comes out of a handler meets a `raise` or an exit.

    It is the end of the list in which the `try` stands, and nothing between can leave the function otherwise, or whatever worked
    has left before. Where a loop goes through ways to get an answer, it is the end of its `else`, or of the loop's own list.
    """
    guarded, last = view.parent(handler), handler.body[-1]
    if not isinstance(guarded, ast.Try | ast.TryStar) or isinstance(last, ast.Return | ast.Break):
        return False
    done = (guarded.orelse or guarded.body)[-1]
    if not isinstance(last, ast.Continue):
        below = _below(view, guarded)
        if _ends_raising(view, below) and (
            isinstance(done, ast.Return) or not any(_may_leave(one) for one in below[:-1])
        ):
            return True
    loop = view.parent(guarded)
    while isinstance(loop, (ast.If, ast.With)):
        loop = view.parent(loop)
    if not isinstance(loop, ast.For | ast.AsyncFor | ast.While) or not isinstance(done, ast.Return | ast.Break):
        return False
    is_told = _ends_raising(view, loop.orelse)
    return is_told or (isinstance(done, ast.Return) and _ends_raising(view, _below(view, loop)))


def _may_leave(statement: ast.stmt) -> bool:
    """Whether a statement holds a way out other than an error."""
    nodes = [*islice(ast.walk(statement), _MOST)]
    return len(nodes) == _MOST or any(isinstance(node, _LEAVES) for node in nodes)


def _below(view: ModuleView, statement: ast.stmt) -> Sequence[ast.stmt]:
    """What stands below a statement in its own list."""
    above = view.parent(statement)
    for name in ("body", "orelse", "finalbody"):
        found: object = getattr(above, name, None)
        block = cast("list[ast.stmt]", found) if isinstance(found, list) else []
        at = bisect_right(block, _place(statement), key=_place)
        if at and block[at - 1] is statement:
            return block[at:]
    return ()


def _place(statement: ast.stmt) -> tuple[int, int]:
    return statement.lineno, statement.col_offset


def _ends_raising(view: ModuleView, block: Sequence[ast.stmt]) -> bool:
    match block[-1:]:
        case [ast.Raise()]:
            return True
        case [ast.Expr(value=ast.Call(func=func))]:
            return view.name(func) in _EXITS
        case _:
            return False

"""How alike two pieces of code are, whatever their variables are called: shapes of expressions, sketches of functions."""

from __future__ import annotations

import ast
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

SKETCH: Final = 48
_LONGEST: Final = 4001
_SILENT: Final = frozenset({ast.Load, ast.Store, ast.Del, ast.expr_context, ast.alias, ast.arguments, ast.arg})


def tokens(node: ast.AST) -> list[str]:
    """Kinds of nodes with attribute names and texts; variables and numbers lose theirs. Of at most 4,001 nodes."""
    return [token for part in walk(node, _LONGEST) if (token := _token(part, part.__class__)) is not None]


def _token(part: Any, kind: type) -> str | None:
    if kind is ast.Name:
        return "v"
    if kind is ast.Attribute:
        return f".{part.attr}"
    if kind is ast.Constant:
        return f"'{part.value[:40]}'" if isinstance(part.value, str) else "v"
    if kind in _SILENT:
        return None
    if kind is ast.keyword:
        return f"{part.arg}="
    if kind is ast.UnaryOp and isinstance(part.operand, ast.Constant):
        return "v"
    return kind.__name__


def shape(node: ast.AST) -> int:
    """A number that equal expressions share, whatever their variables and constants are."""
    return zlib.crc32("\0".join(tokens(node)).encode("utf-8", "replace"))


def numbers(view: ModuleView, node: ast.AST) -> tuple[str, ...]:
    """The numbers in an expression, named constants followed, in the order of one fixed walk."""
    found: list[str] = []
    for part in walk(node, _LONGEST):
        if isinstance(part, ast.Constant | ast.Name):
            value = view.constant(part)
            if isinstance(value, int | float) and not isinstance(value, bool):
                found.append(f"{value:g}")
    return tuple(found)


def sketch(body: Sequence[ast.stmt]) -> tuple[int, ...]:
    """The smallest hashes of pairs of tokens, statement by statement: enough to estimate a Jaccard likeness."""
    pairs: set[int] = set()
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # a docstring
        before = "^"
        for token in tokens(statement):
            pairs.add(_number(before, token))
            before = token
    return tuple(sorted(pairs)[:SKETCH])


@lru_cache(65_536)
def _number(before: str, token: str) -> int:
    return zlib.crc32(f"{before}\0{token}".encode("utf-8", "replace"))


def likeness(a: Sequence[int], b: Sequence[int]) -> float:
    """Estimated Jaccard likeness of two sketches, 0 to 1."""
    if not a or not b:
        return 0.0
    smallest = sorted({*a, *b})[:SKETCH]
    both = set(a) & set(b)
    return sum(value in both for value in smallest) / len(smallest)

"""What an expression is called, from the tree alone: no import is followed."""

from __future__ import annotations

import ast


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` and of `c`; empty for what has no name of its own."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def root_name(node: ast.AST) -> str:
    """`a` of `a.b(1)[2].c`; empty where it does not begin with a name."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def assigned(statement: ast.stmt) -> ast.expr | None:
    """`a` of `a = 1` (the first of several) and of `a: int = 1`; None for other statements."""
    if isinstance(statement, ast.Assign):
        return statement.targets[0]
    return statement.target if isinstance(statement, ast.AnnAssign) else None

"""Assertions that cannot fail: always true, wider than their value, or swallowed by a handler."""

from __future__ import annotations

import ast
from typing import Final

from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_CATCHES_ASSERTS: Final = frozenset({"Exception", "BaseException", "AssertionError"})
_QUIET: Final = frozenset(
    {"print", "skip", "info", "debug", "warning", "error", "exception", "log", "warn", "print_exc"}
)


def judged(view: ModuleView, test: ast.expr) -> str:
    """`` for an assertion that can fail; tautology or tolerance for one that cannot."""
    if _is_true(view, test):
        return "tautology"
    sides = [test.left, *test.comparators] if isinstance(test, ast.Compare) else [test]
    wide = any(isinstance(side, ast.Call) and _is_wide(view, side, sides) for side in sides)
    return "tolerance" if wide else ""


def _is_true(view: ModuleView, test: ast.expr) -> bool:
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Tuple(elts=elements):
            return bool(elements)
        case ast.JoinedStr() | ast.Lambda():
            return True
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(isinstance(v, ast.Constant) and v.value for v in values) or _is_excluded_middle(values)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _is_same(left, op, right)
        case ast.Call(
            func=ast.Name(id="isinstance"), args=[ast.Constant() | ast.List() | ast.Dict() | ast.JoinedStr(), _]
        ):
            return True
        case _:
            return False


def _is_same(left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool:
    """`x == x`, `1 == 1`, `len(x) >= 0`."""
    if isinstance(op, ast.GtE) and isinstance(right, ast.Constant) and right.value == 0:
        return isinstance(left, ast.Call) and last_name(left.func) == "len"
    if not isinstance(op, (ast.Eq, ast.Is, ast.LtE, ast.GtE)):
        return False
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
        return type(left.value) is type(right.value) and left.value == right.value
    return isinstance(left, ast.Name) and isinstance(right, ast.Name) and left.id == right.id


def _is_excluded_middle(values: list[ast.expr]) -> bool:
    """`x is None or x is not None`, `x or not x`."""
    plain = {dotted(value) for value in values} - {None}
    tests: dict[type[ast.cmpop], set[str | None]] = {}
    for value in values:
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not) and dotted(value.operand) in plain:
            return True
        if isinstance(value, ast.Compare) and isinstance(value.comparators[0], ast.Constant):
            tests.setdefault(type(value.ops[0]), set()).add(dotted(value.left))
    return bool((tests.get(ast.Is, set()) & tests.get(ast.IsNot, set())) - {None})


def judged_call(view: ModuleView, call: ast.Call) -> str:
    last, args = last_name(call.func), call.args
    if last == "assertTrue" and args and _is_true(view, args[0]):
        return "tautology"
    if last == "assertFalse" and args and isinstance(args[0], ast.Constant) and not args[0].value:
        return "tautology"
    if last == "assertEqual" and len(args) >= 2 and _is_same(args[0], ast.Eq(), args[1]):
        return "tautology"
    if last == "assertIsNotNone" and args and isinstance(args[0], ast.Constant) and args[0].value is not None:
        return "tautology"
    return "tolerance" if _is_wide(view, call, args) else ""


def _is_wide(view: ModuleView, call: ast.Call, sides: list[ast.expr]) -> bool:
    """A tolerance as large as the value that is expected."""
    last = last_name(call.func)
    if last == "approx":
        expected, keys = call.args[:1], ("abs", "rel")
    elif last in ("isclose", "allclose", "assert_allclose"):
        expected, keys = call.args[1:2], ("atol", "abs_tol", "rtol", "rel_tol")
    elif last == "assertAlmostEqual":
        expected, keys = sides[:2], ("delta",)
    else:
        return False
    values = [value for side in expected if isinstance(value := view.constant(side), (int, float))]
    if not values or not values[0]:
        return False
    for keyword in call.keywords:
        given = view.constant(keyword.value) if keyword.arg in keys else None
        if isinstance(given, (int, float)) and given >= (1 if (keyword.arg or "").startswith("r") else abs(values[0])):
            return True
    return False


def is_swallowed(view: ModuleView, node: ast.AST) -> bool:
    """Inside a `try` whose handler takes the failure and only prints or skips."""
    if isinstance(node, (ast.Raise, ast.Yield)):
        return False
    below = node
    for above in view.ancestors(node):
        if isinstance(above, ast.Try) and below in above.body:
            for handler in above.handlers:
                types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                if any(one is None or view.name(one) in _CATCHES_ASSERTS for one in types):
                    return all(_is_quiet(statement) for statement in handler.body)
        below = above
    return False


def is_unreached(view: ModuleView, node: ast.AST) -> bool:
    """In the handler of a `try` whose body cannot fail: `try: print("hello")`, `except: assert False`."""
    for above in view.ancestors(node):
        handled = view.parent(above) if isinstance(above, ast.ExceptHandler) else None
        if isinstance(handled, ast.Try):
            return all(_cannot_fail(inner) for statement in handled.body for inner in ast.walk(statement))
    return False


def _cannot_fail(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in ("print", "str", "repr")
    return isinstance(
        node, (ast.Pass, ast.Expr, ast.Constant, ast.Compare, ast.Is, ast.IsNot, ast.Eq, ast.NotEq, ast.Call, ast.Load)
    )


def _is_quiet(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return last_name(node.value.func) in _QUIET
    return isinstance(node, (ast.Pass, ast.Continue)) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def asks_presence(test: ast.expr) -> bool:
    """Whether an assertion only asks if something is there or of what kind: any result of the right shape passes."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(asks_presence(value) for value in values)
        case ast.Compare(ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In()]):
            return True
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len")), ops=[ast.Gt() | ast.GtE()], comparators=[ast.Constant(value=0 | 1)]
        ):
            return True
        case ast.Compare(left=ast.Attribute(attr="status_code"), ops=[ast.Eq()], comparators=[ast.Constant(value=200)]):
            return True
        case ast.Compare(
            left=ast.Attribute(attr="status_code"), ops=[ast.Eq()], comparators=[ast.Attribute(attr="HTTP_200_OK")]
        ):
            return True
        case ast.Call(func=ast.Name(id="isinstance" | "hasattr" | "callable")):
            return True
        case ast.Call(func=ast.Attribute(attr="exists" | "is_file" | "is_dir" | "isfile" | "isdir")):
            return True
        case ast.Name() | ast.Attribute():
            return True
        case _:
            return False

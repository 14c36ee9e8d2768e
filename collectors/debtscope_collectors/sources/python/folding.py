"""Constant folding of texts and numbers: what a path, a uri or an option is, as far as it stands in the file."""

from __future__ import annotations

import ast
import re
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import Binding
from debtscope_collectors.sources.python.inference import Inference

Constant = str | float | int | bool | None

_DEPTH: Final = 12
_LENGTH: Final = 20_000
"""Longer texts are not built."""
HOLE: Final = "{}"
_FIELD: Final = regex(r"\{[^{}]{0,80}\}")
_PERCENT: Final = regex(r"%(?:\([^()]{0,40}\))?[-+ #0-9.]{0,12}[a-zA-Z]")
_JOINS: Final = {
    "os.path.join",
    "posixpath.join",
    "pathlib.Path",
    "pathlib.PurePath",
    "pathlib.PosixPath",
    "pathlib.PurePosixPath",
}
_SAME: Final = {
    "str",
    "os.fspath",
    "os.path.abspath",
    "os.path.expanduser",
    "os.path.realpath",
    "os.path.normpath",
    "open",
}
_SAME_METHODS: Final = {"as_posix", "resolve", "absolute", "expanduser", "strip", "open", "as_uri"}


class Folding:
    """Folds expressions of one file; parts that are not constant become `{}`."""

    __slots__ = ("_folded", "_infer")

    def __init__(self, infer: Inference) -> None:
        self._infer = infer
        self._folded: dict[ast.AST, Constant] = {}

    def constant(self, node: ast.AST) -> Constant:
        """See ModuleView.constant."""
        found = self._fold(node, 0)
        return None if isinstance(found, str) and found == HOLE else found

    def _fold(self, node: ast.AST, depth: int) -> Constant:
        if type(node) is ast.Constant:
            return node.value if isinstance(node.value, (str, int, float)) else None
        if node in self._folded:
            return self._folded[node]
        if depth > _DEPTH:
            return None
        self._folded[node] = None  # a value that needs itself is unknown
        found = self._folded[node] = self._folded_of(node, depth + 1)
        return found

    def _folded_of(self, node: ast.AST, depth: int) -> Constant:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._fold(operand, depth)
                return -value if isinstance(value, (int, float)) else None
            case ast.JoinedStr(values=values):
                return self._joined(values, depth)
            case ast.BinOp():
                return self._operation(node, depth)
            case ast.Call():
                return self._call(node, depth)
            case ast.Name() | ast.Attribute():
                return self._variable(node, depth)
            case _:
                return None

    def _text(self, node: ast.AST, depth: int) -> str:
        value = self._fold(node, depth)
        text = HOLE if value is None else str(value)
        return text if len(text) <= _LENGTH else HOLE

    def _joined(self, values: list[ast.expr], depth: int) -> str:
        parts: list[str] = []
        for value in values[:200]:
            inner = value.value if isinstance(value, ast.FormattedValue) else value
            parts.append(self._text(inner, depth))
        return "".join(parts)

    def _operation(self, node: ast.BinOp, depth: int) -> Constant:
        if isinstance(node.op, ast.Mod):
            left = self._fold(node.left, depth)
            if not isinstance(left, str):
                return None
            given = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            values = iter([self._text(value, depth) for value in given] if not isinstance(node.right, ast.Dict) else ())
            return _PERCENT.sub(lambda _: next(values, HOLE), left)
        if not isinstance(node.op, (ast.Add, ast.Div, ast.Sub, ast.Mult)):
            return None
        chain, flat = node, [node.right]
        while isinstance(chain.left, ast.BinOp) and type(chain.left.op) is type(node.op) and len(flat) < 200:
            chain = chain.left
            flat.append(chain.right)
        values = [self._fold(part, depth) for part in (chain.left, *reversed(flat))]
        if all(isinstance(v, (int, float)) for v in values):
            return _arithmetic(node.op, [v for v in values if isinstance(v, (int, float))])
        if not any(isinstance(v, str) for v in values) or isinstance(node.op, (ast.Sub, ast.Mult)):
            return None
        parts = [HOLE if v is None else str(v) for v in values]
        return "".join(parts) if isinstance(node.op, ast.Add) else _joined_path(parts)

    def _call(self, node: ast.Call, depth: int) -> Constant:
        name = self._infer.name(node.func) or ""
        if name in _JOINS:
            return _joined_path([self._text(a, depth) for a in node.args[:40]]) if node.args else None
        if name in _SAME and node.args:
            return self._fold(node.args[0], depth)
        if not isinstance(node.func, ast.Attribute):
            return None
        method = node.func.attr
        if method == "format":
            left = self._fold(node.func.value, depth)
            return self._formatted(left, node, depth) if isinstance(left, str) else None
        if method == "joinpath":
            return _joined_path([self._text(node.func.value, depth), *(self._text(a, depth) for a in node.args[:40])])
        return self._fold(node.func.value, depth) if method in _SAME_METHODS else None

    def _formatted(self, text: str, node: ast.Call, depth: int) -> str:
        values = iter([self._text(value, depth) for value in node.args[:40]])
        named = {k.arg: self._text(k.value, depth) for k in node.keywords if k.arg}

        def fill(found: re.Match[str]) -> str:
            key = found[0][1:-1].partition(":")[0].partition("!")[0]
            if key in named:
                return named[key]
            return next(values, HOLE) if not key or key.isdigit() else HOLE

        return _FIELD.sub(fill, text)

    def _variable(self, node: ast.Name | ast.Attribute, depth: int) -> Constant:
        infer = self._infer
        scope, at = infer.scope(node), (node.lineno, node.col_offset)
        if isinstance(node, ast.Name):
            binding, owner = infer.binding(node.id, scope, at)
            if binding is None or binding.kind not in ("value", "param"):
                return None
            if owner.kind == "module" and len(owner.bindings[node.id]) > 1 and owner is not scope:
                return None  # set more than once: which value it has when the function runs is not known
        elif isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            owner = scope.enclosing_class()
            found = owner.bindings.get(node.attr, []) if owner is not None else []
            binding = found[0] if len(found) == 1 else None
        else:
            binding = self._class_attribute(node)
        if binding is None:
            return None
        value = binding.value.value if isinstance(binding.value, ast.AnnAssign) else binding.value
        return self._fold(value, depth) if value is not None and not isinstance(value, ast.arg) else None

    def _class_attribute(self, node: ast.Attribute) -> Binding | None:
        """`Config.PATH`, where Config is a class of the file."""
        if not isinstance(node.value, ast.Name):
            return None
        infer = self._infer
        binding, _ = infer.binding(node.value.id, infer.scope(node), (node.lineno, node.col_offset))
        if binding is None or binding.kind != "class" or binding.value is None:
            return None
        found = infer.opened(binding.value).bindings.get(node.attr, [])
        return found[0] if len(found) == 1 else None


def _joined_path(parts: list[str]) -> str:
    """Joined as paths are: an absolute part starts anew."""
    path = ""
    for part in parts:
        path = part if part.startswith("/") or not path else f"{path.rstrip('/')}/{part}"
    return path


def _arithmetic(operation: ast.operator, values: list[int | float]) -> int | float | None:
    total = values[0]
    for value in values[1:]:
        match operation:
            case ast.Add():
                total += value
            case ast.Sub():
                total -= value
            case ast.Mult() if abs(total) < 1e15 and abs(value) < 1e15:
                total *= value
            case ast.Div() if value:
                total /= value
            case _:
                return None
    return total

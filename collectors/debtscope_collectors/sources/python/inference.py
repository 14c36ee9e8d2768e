"""What names mean and what type an expression has, as far as one file tells; unknown is None, never a guess by spelling."""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right
from typing import Any, Final

from debtscope_collectors.sources.python.index import Binding, Index, Position, Scope, dotted, end_of
from debtscope_collectors.sources.python.known import instance_of_call, type_of_attribute, type_of_method

_DEPTH: Final = 40
"""Steps of inference after which an expression counts as unknown."""
_ROOTS: Final = sys.stdlib_module_names | {"numpy", "pandas", "torch", "sklearn", "tensorflow", "requests", "mlflow"}
_WRAPPERS: Final = {"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired"}


class Names(dict[ast.AST, "str | None"]):
    """What nodes of one indexed file are called, resolved when first asked: `names[node]`, see ModuleView.name."""

    __slots__ = ("_index", "_inner", "_local", "_meant")

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index
        self._meant: dict[str, str | None] = {}
        """What first names stand for wherever they are read: bound once at most, and that by the module."""
        self._inner: dict[tuple[str, Scope], str | None] = {}
        """What first names stand for in a function or class that binds them once at most."""
        self._local: frozenset[str] | None = None

    def __missing__(self, node: ast.AST) -> str | None:
        found = self[node] = self._resolve(node, 0)
        return found

    def _resolve(self, node: ast.AST, depth: int) -> str | None:
        rest = ""
        first: Any = node
        while first.__class__ is ast.Attribute:
            rest = f".{first.attr}{rest}"
            first = first.value
        if first.__class__ is not ast.Name:
            return None
        head: str = first.id
        if depth > 4:
            return head + rest
        if depth:
            meant = self._head_at(head, first, self.scope(node), depth)
        else:
            meant = self._meant[head] if head in self._meant else self._head(head, first, self.scope(node))
        if meant is None:
            return None if rest and head in _ROOTS else head + rest
        return meant + rest

    def _head(self, head: str, node: ast.expr, scope: Scope) -> str | None:
        """What the first name stands for: a dotted import, itself where it is not bound, None for a variable."""
        place = (head, scope)
        if place in self._inner:
            return self._inner[place]
        found = self._head_at(head, node, scope, 0)
        if head in self._locals():
            if len(scope.bindings.get(head, ())) < 2:
                self._inner[place] = found
        elif len(self._index.module.bindings.get(head, ())) < 2:
            self._meant[head] = found
        return found

    def _locals(self) -> frozenset[str]:
        """Every name that a class or function binds."""
        if self._local is None:
            inner = (scope.bindings for scope in self._index.scopes.values() if scope.parent is not None)
            self._local = frozenset[str]().union(*inner)
        return self._local

    def _head_at(self, head: str, node: ast.expr, scope: Scope, depth: int) -> str | None:
        binding, _ = self.binding(head, scope, (node.lineno, node.col_offset))
        if binding is None or binding.kind in ("def", "class"):
            return head
        if binding.kind == "import":
            return binding.target
        if binding.kind == "value" and isinstance(binding.value, (ast.Name, ast.Attribute)):
            alias = self._resolve(binding.value, depth + 1)
            if alias is not None and alias != dotted(binding.value):
                return alias
        return None

    def scope(self, node: ast.AST) -> Scope:
        """The scope that contains a node."""
        index = self._index
        found = index.scope_of.get(node)
        while found is None:
            above = index.parents.get(node)
            if above is None:
                return index.module
            node, found = above, index.scope_of.get(above)
        return found

    def binding(self, name: str, scope: Scope, at: Position) -> tuple[Binding | None, Scope]:
        """The binding of a name that holds at a position: the latest before it in its own scope, else the last outside."""
        here: Scope | None = scope
        own = True
        while here is not None:
            bindings = here.bindings.get(name)
            if bindings and (own or here.kind != "class"):
                if not own or len(bindings) == 1:
                    return bindings[-1], here
                before = bisect_right(bindings, at, key=_since)
                return bindings[max(0, before - 1)], here
            own, here = False, here.parent
        return None, scope


class Inference:
    """Memoised answers about one indexed file."""

    __slots__ = ("_busy", "_index", "_types", "binding", "name", "names", "scope")

    def __init__(self, index: Index) -> None:
        self._index = index
        self.names = Names(index)
        self.name, self.scope, self.binding = self.names.__getitem__, self.names.scope, self.names.binding
        self._types: dict[ast.AST, str | None] = {}
        self._busy: set[ast.AST] = set()

    def opened(self, node: ast.AST) -> Scope:
        """The scope that a function or class of the file opens."""
        return self._index.scopes[node]

    # -- types ----------------------------------------------------------------------------------------------------

    def type_of(self, node: ast.AST, depth: int = 0) -> str | None:
        """See ModuleView.type_of."""
        if node in self._types:
            return self._types[node]
        if node in self._busy or depth > _DEPTH:
            return None
        self._busy.add(node)
        try:
            found = self._infer(node, depth + 1)
        finally:
            self._busy.discard(node)
        self._types[node] = found
        return found

    def _infer(self, node: ast.AST, depth: int) -> str | None:
        match node:
            case ast.Name():
                return self._of_name(node.id, self.scope(node), (node.lineno, node.col_offset), depth)
            case ast.Call():
                return self._of_call(node, depth)
            case ast.Attribute():
                return self._of_attribute(node, depth)
            case ast.Subscript():
                return self._of_item(node, depth)
            case ast.Await(value=value) | ast.NamedExpr(value=value) | ast.UnaryOp(operand=value):
                return self.type_of(value, depth)
            case ast.BinOp():
                return self.type_of(node.left, depth) or self.type_of(node.right, depth)
            case ast.Compare():
                left = self.type_of(node.left, depth)
                return left if left in ("pandas.Series", "pandas.DataFrame", "numpy.ndarray") else None
            case ast.IfExp():
                return self.type_of(node.body, depth) or self.type_of(node.orelse, depth)
            case ast.BoolOp():
                return next((t for t in (self.type_of(v, depth) for v in node.values) if t), None)
            case ast.Constant():
                return None if node.value is None else type(node.value).__name__
            case ast.JoinedStr():
                return "str"
            case ast.List() | ast.ListComp():
                return "list"
            case ast.Dict() | ast.DictComp():
                return "dict"
            case ast.Tuple():
                return "tuple"
            case ast.Set() | ast.SetComp():
                return "set"
            case _:
                return None

    def _of_name(self, name: str, scope: Scope, at: Position, depth: int) -> str | None:
        binding, owner = self.binding(name, scope, at)
        if binding is None:
            return None
        found = self._of_binding(binding, depth)
        if found is None and _is_placeholder(binding):
            for other in reversed(owner.bindings[name][-8:]):
                if other is not binding and (found := self._of_binding(other, depth)):
                    break
        return found

    def _of_binding(self, binding: Binding, depth: int) -> str | None:
        value = binding.value
        if value is None:
            return None
        if binding.kind == "param":
            annotation = value.annotation if isinstance(value, (ast.arg, ast.AnnAssign)) else None
            found = self._of_annotation(annotation) if annotation is not None else None
            if found is None and isinstance(value, ast.AnnAssign) and value.value is not None:
                return self.type_of(value.value, depth)
            return found
        if binding.kind in ("value", "enter"):
            return self.type_of(value, depth)
        if binding.kind == "item" and isinstance(value, ast.Call):
            return self._of_element(value, binding.index, depth)
        return None

    def _of_element(self, call: ast.Call, index: int | None, depth: int) -> str | None:
        """The type of one of several results, where the call is known to keep its arguments' types."""
        name = self.name(call.func) or ""
        if name == "sklearn.model_selection.train_test_split" and index is not None and index // 2 < len(call.args):
            return self.type_of(call.args[index // 2], depth)
        if name.endswith((".fit_resample", ".fit_sample")) and index is not None and index < len(call.args):
            return self.type_of(call.args[index], depth)
        return None

    def _of_annotation(self, node: ast.AST) -> str | None:
        for _ in range(6):
            match node:
                case ast.Constant(value=str(text)):
                    return self._of_text(text, node)
                case ast.BinOp(left=left, right=right):
                    node = right if isinstance(left, ast.Constant) else left
                case ast.Subscript(value=value, slice=inner):
                    outer = self.name(value) or ""
                    if outer.rpartition(".")[2] not in _WRAPPERS:
                        return outer or None
                    node = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
                case ast.Name() | ast.Attribute():
                    return self.name(node)
                case _:
                    return None
        return None

    def _of_text(self, text: str, node: ast.AST) -> str | None:
        """An annotation written as a string: a dotted name, or one that may be None."""
        text = text.removeprefix("Optional[").removesuffix("]") if text.startswith("Optional[") else text
        text = next((part.strip() for part in text.split("|") if part.strip() != "None"), "")
        head, _, rest = text.partition(".")
        if not head.isidentifier() or not all(part.isidentifier() for part in rest.split(".") if rest):
            return None
        binding, _ = self.binding(head, self.scope(node), end_of(node))
        meant = binding.target if binding is not None and binding.kind == "import" else head
        return f"{meant}.{rest}" if rest else meant

    def _of_call(self, node: ast.Call, depth: int) -> str | None:
        func = node.func
        receiver = self._receiver(func, depth)
        if receiver is not None and isinstance(func, ast.Attribute):
            return type_of_method(receiver, func.attr)
        name = self.name(func)
        if name is None:
            return None
        if isinstance(func, ast.Name):
            made = self._of_own(func, depth)
            if made is not None:
                return made
        return instance_of_call(name)

    def _of_own(self, func: ast.Name, depth: int) -> str | None:
        """What a call of the file's own function or class gives."""
        binding, _ = self.binding(func.id, self.scope(func), (func.lineno, func.col_offset))
        if binding is None or binding.value is None:
            return None
        if binding.kind == "class":
            return func.id
        if binding.kind != "def" or not isinstance(binding.value, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return None
        if binding.value.returns is not None and (told := self._of_annotation(binding.value.returns)):
            return told
        for statement in self._index.scopes[binding.value].returns[:8]:
            if statement.value is not None and (found := self.type_of(statement.value, depth)):
                return found
        return None

    def _receiver(self, func: ast.AST, depth: int) -> str | None:
        return self.type_of(func.value, depth) if isinstance(func, ast.Attribute) else None

    def _of_attribute(self, node: ast.Attribute, depth: int) -> str | None:
        scope = self.scope(node)
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            owner = scope.enclosing_class()
            for binding in owner.bindings.get(node.attr, [])[:8] if owner is not None else ():
                if found := self._of_binding(binding, depth):
                    return found
            return None
        written = dotted(node)
        if written is not None:
            binding, _ = self.binding(written, scope, (node.lineno, node.col_offset))
            if binding is not None:
                return self._of_binding(binding, depth)
        receiver = self.type_of(node.value, depth)
        return type_of_attribute(receiver, node.attr) if receiver is not None else None

    def _of_item(self, node: ast.Subscript, depth: int) -> str | None:
        receiver = self.type_of(node.value, depth)
        if receiver == "pandas.DataFrame":
            by_name = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            return "pandas.Series" if by_name else "pandas.DataFrame"
        if receiver in ("pandas.Series", "numpy.ndarray", "torch.Tensor", "polars.DataFrame"):
            return receiver
        if receiver in ("pandas.DataFrame.loc", "pandas.Series.loc"):
            return receiver.removesuffix(".loc")
        return None


def _since(binding: Binding) -> Position:
    return binding.at


def _is_placeholder(binding: Binding) -> bool:
    """`x = None` before the real value."""
    return isinstance(binding.value, ast.Constant) and binding.value.value is None

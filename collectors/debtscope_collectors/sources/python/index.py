"""One walk over a syntax tree: nodes by type, parents, scopes and what is bound to which name. Infers nothing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

Position = tuple[int, int]
START: Final[Position] = (0, 0)


@dataclass(slots=True, kw_only=True)
class Binding:
    """One way in which a name gets its value."""

    kind: str
    """import, value, item (an element of `value`), enter (`with value as`), param, def, class or other."""
    at: Position
    """From here on the name has it."""
    value: ast.AST | None = None
    target: str = ""
    """The dotted name, for imports."""
    index: int | None = None
    """Which element, for items."""


@dataclass(slots=True, kw_only=True, eq=False)
class Scope:
    """A module, class or function body; lambdas and comprehensions count to the scope around them."""

    kind: str
    node: ast.AST
    qualname: str
    """`` at module level."""
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict[str, "list[Binding]"])
    """By name; by dotted name for attributes that are assigned (`app.state.model`; `self.x` is kept at the class as `x`)."""
    returns: list[ast.Return] = field(default_factory=list[ast.Return])
    outer_names: set[str] = field(default_factory=set[str])
    """Names declared global or nonlocal."""

    def enclosing_class(self) -> Scope | None:
        """The class whose method this is, for functions nested in methods too."""
        scope: Scope | None = self
        while scope is not None and scope.kind != "class":
            scope = scope.parent
        return scope


def _child_fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields that hold nodes; contexts, operators and plain values are left out."""
    plain = {"ctx", "op", "ops", "id", "attr", "arg", "name", "names", "n", "s", "kind", "level", "module"}
    plain |= {"type_comment", "type_ignores", "conversion", "is_async", "simple", "asname", "rest", "lineno", "tag"}
    if kind in (ast.MatchStar, ast.MatchAs):
        return ("pattern",) if kind is ast.MatchAs else ()
    kept = (
        () if kind in (ast.Constant, ast.Name, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom) else kind._fields
    )
    return tuple(name for name in kept if name not in plain)


_FIELDS: Final[dict[type, tuple[str, ...]]] = {
    kind: _child_fields(kind)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and kind.__module__ == "ast"
}


def _nothing(_: ast.AST) -> tuple[()]:
    return ()


def dotted(node: ast.AST) -> str | None:
    """`a.b.c` as written, None for anything but names and attributes of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    if not parts:
        return node.id
    parts.append(node.id)
    return ".".join(reversed(parts))


def end_of(node: ast.AST) -> Position:
    """Where a node ends."""
    line = getattr(node, "end_lineno", None) or getattr(node, "lineno", 0)
    column = getattr(node, "end_col_offset", None)
    return (line, getattr(node, "col_offset", 0) if column is None else column)


class Index:
    """Everything that the walk collects; lists are in the order of the file."""

    __slots__ = ("module", "nodes", "package", "parents", "scope_of", "scopes")

    def __init__(self, tree: ast.Module, package: tuple[str, ...] = ()) -> None:
        self.package = package
        self.module = Scope(kind="module", node=tree, qualname="")
        self.nodes: defaultdict[type, list[ast.AST]] = defaultdict(list)
        self.parents: dict[ast.AST, ast.AST] = {}
        self.scope_of: dict[ast.AST, Scope] = {tree: self.module}
        """The scope that contains a node; leaves (names, constants) are left out."""
        self.scopes: dict[ast.AST, Scope] = {tree: self.module}
        """The scope that a function or class opens."""
        self._walk(tree)

    def _walk(self, tree: ast.Module) -> None:
        """The hottest loop of a scan: names and constants, half of all nodes, never go through the stack."""
        nodes, parents, scope_of = self.nodes, self.parents, self.scope_of
        names, constants = nodes[ast.Name].append, nodes[ast.Constant].append
        scope = self.module
        stack: list[Any] = [tree]  # nodes, and the scope to go on with behind a body
        while stack:
            node: Any = stack.pop()
            kind = node.__class__
            plan = _PLANS.get(kind)
            if plan is None:
                scope = node if kind is Scope else scope
                continue
            held, is_single, bound = plan
            nodes[kind].append(node)
            scope_of[node] = scope
            values: Any = (held(node),) if is_single else held(node)
            if bound is not None and (opened := bound(self, node, scope)) is not None:
                at = _FIELDS[kind].index("body")
                values = (*values[:at], opened, values[at], scope, *values[at + 1 :])
            children: list[Any] = []
            for value in values:
                leaf = value.__class__
                if leaf is ast.Name:
                    names(value)
                    parents[value] = node
                elif leaf is ast.Constant:
                    constants(value)
                    parents[value] = node
                elif leaf is list:
                    for child in value:
                        leaf = child.__class__
                        if leaf is ast.Name:
                            names(child)
                        elif leaf is ast.Constant:
                            constants(child)
                        elif child is None:
                            continue
                        else:
                            children.append(child)
                        parents[child] = node
                elif value is not None:
                    children.append(value)
                    if leaf is not Scope:
                        parents[value] = node
            if children:
                children.reverse()
                stack += children

    def count_by_scope(self, kinds: Iterable[type[ast.AST]]) -> dict[str, int]:
        """Qualified name of a scope -> how many nodes of these types it contains; of types that are no leaves."""
        found: dict[str, int] = {}
        scope_of = self.scope_of
        for kind in kinds:
            for node in self.nodes.get(kind, ()):
                scope = scope_of[node].qualname
                found[scope] = found.get(scope, 0) + 1
        return found

    def bind(self, scope: Scope, name: str, binding: Binding) -> None:
        """Records that a name gets a value; globals are kept at the module."""
        if name in scope.outer_names:
            scope = self.module
        scope.bindings.setdefault(name, []).append(binding)

    def bind_target(self, scope: Scope, target: ast.AST, binding: Binding) -> None:
        """Records an assignment target: a name, an attribute, or a tuple of such."""
        if isinstance(target, ast.Name):
            self.bind(scope, target.id, binding)
        elif isinstance(target, ast.Attribute):
            self._bind_attribute(scope, target, binding)
        elif isinstance(target, (ast.Tuple, ast.List)):
            value = binding.value
            pairs = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
            for index, element in enumerate(target.elts):
                inner = element.value if isinstance(element, ast.Starred) else element
                if isinstance(inner, (ast.Tuple, ast.List)):
                    for name in inner.elts:
                        if isinstance(name, ast.Name):
                            self.bind(scope, name.id, Binding(kind="other", at=binding.at))
                elif pairs and binding.kind == "value" and isinstance(value, (ast.Tuple, ast.List)):
                    self.bind_target(scope, inner, Binding(kind="value", at=binding.at, value=value.elts[index]))
                else:
                    item = Binding(kind="item", at=binding.at, value=value, index=index)
                    self.bind_target(scope, inner, item)

    def _bind_attribute(self, scope: Scope, target: ast.Attribute, binding: Binding) -> None:
        owner = scope.enclosing_class()
        if owner is not None and isinstance(target.value, ast.Name) and target.value.id in ("self", "cls"):
            self.bind(owner, target.attr, binding)
        elif name := dotted(target):
            self.bind(scope, name, binding)

    def open(self, kind: str, node: ast.AST, name: str, parent: Scope) -> Scope:
        """A new scope under its parent."""
        qualname = f"{parent.qualname}.{name}" if parent.qualname else name
        scope = Scope(kind=kind, node=node, qualname=qualname, parent=parent)
        self.scopes[node] = scope
        return scope


def _import(index: Index, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        name, target = (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        index.bind(scope, name, Binding(kind="import", at=end_of(node), target=target))


def absolute(package: tuple[str, ...], module: str | None, level: int) -> str:
    """The dotted module of a `from … import`, relative ones resolved from the package of the importing file."""
    if level == 0:
        return module or ""
    kept = package[: len(package) - (level - 1)] if level - 1 <= len(package) else ()
    return ".".join((*kept, *((module,) if module else ())))


def _import_from(index: Index, node: ast.ImportFrom, scope: Scope) -> None:
    module = absolute(index.package, node.module, node.level)
    for alias in node.names:
        target = f"{module}.{alias.name}" if module else alias.name
        index.bind(scope, alias.asname or alias.name, Binding(kind="import", at=end_of(node), target=target))


def _assign(index: Index, node: ast.Assign, scope: Scope) -> None:
    for target in node.targets:
        index.bind_target(scope, target, Binding(kind="value", at=end_of(node), value=node.value))


def _annotated(index: Index, node: ast.AnnAssign, scope: Scope) -> None:
    index.bind_target(scope, node.target, Binding(kind="param", at=end_of(node), value=node))


def _walrus(index: Index, node: ast.NamedExpr, scope: Scope) -> None:
    index.bind_target(scope, node.target, Binding(kind="value", at=end_of(node), value=node.value))


def _loop(index: Index, node: ast.For | ast.AsyncFor | ast.comprehension, scope: Scope) -> None:
    at = START if isinstance(node, ast.comprehension) else end_of(node.iter)
    index.bind_target(scope, node.target, Binding(kind="item", at=at, value=node.iter))


def _with(index: Index, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
    for item in node.items:
        if item.optional_vars is not None:
            at = end_of(item.context_expr)
            index.bind_target(scope, item.optional_vars, Binding(kind="enter", at=at, value=item.context_expr))


def _handler(index: Index, node: ast.ExceptHandler, scope: Scope) -> None:
    if node.name:
        index.bind(scope, node.name, Binding(kind="other", at=(node.lineno, node.col_offset)))


def _function(index: Index, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Scope:
    index.bind(scope, node.name, Binding(kind="def", at=(node.lineno, node.col_offset), value=node))
    opened = index.open("function", node, node.name, scope)
    for parameter in parameters(node):
        opened.bindings[parameter.arg] = [Binding(kind="param", at=START, value=parameter)]
    return opened


def _lambda(index: Index, node: ast.Lambda, scope: Scope) -> None:
    for parameter in parameters(node):
        if parameter.arg not in scope.bindings:
            scope.bindings[parameter.arg] = [Binding(kind="param", at=START, value=parameter)]


def _class(index: Index, node: ast.ClassDef, scope: Scope) -> Scope:
    index.bind(scope, node.name, Binding(kind="class", at=(node.lineno, node.col_offset), value=node))
    return index.open("class", node, node.name, scope)


def _outer(index: Index, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
    if isinstance(node, ast.Global):
        scope.outer_names.update(node.names)


def _return(index: Index, node: ast.Return, scope: Scope) -> None:
    scope.returns.append(node)


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    """All parameters of a function, in order, the starred ones last."""
    args = node.args
    found = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    if args.vararg is not None:
        found.append(args.vararg)
    if args.kwarg is not None:
        found.append(args.kwarg)
    return found


def default_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, name: str) -> ast.expr | None:
    """The default of a parameter; None when it has none, or there is no such parameter."""
    args = node.args
    ordered = [*args.posonlyargs, *args.args]
    for parameter, default in zip(reversed(ordered), reversed(args.defaults), strict=False):
        if parameter.arg == name:
            return default
    for parameter, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if parameter.arg == name:
            return default
    return None


_BINDERS: Final[dict[type, Callable[[Index, Any, Scope], Scope | None]]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.NamedExpr: _walrus,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.comprehension: _loop,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.ExceptHandler: _handler,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _lambda,
    ast.ClassDef: _class,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.Return: _return,
}
_PLANS: Final[dict[type, tuple[Callable[[Any], Any], bool, Callable[[Index, Any, Scope], Scope | None] | None]]] = {
    kind: (attrgetter(*fields) if fields else _nothing, len(fields) == 1, _BINDERS.get(kind))
    for kind, fields in _FIELDS.items()
}
"""Of each type of node: what takes the values of its fields in one step, whether that is one value and no tuple, and what it binds."""

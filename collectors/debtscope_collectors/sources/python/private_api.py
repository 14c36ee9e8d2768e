"""Where code reaches into what a library keeps to itself: underscore members, private modules, replaced attributes."""

from __future__ import annotations

import argparse
import ast
import builtins
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_PUBLIC: Final = frozenset(
    {
        "_asdict", "_replace", "_fields", "_make", "_field_defaults", "_mapping", "_meta", "_id", "_source", "_hits", "_exit", "_getframe",
        "_repr_html_", "_sklearn_output_config", "_estimator_type", "_get_tags", "_more_tags", "_attributes", "_tree", "_saved_model",
        "_dynamo", "_inductor", "_functorch", "_export", "_foreach_norm", "_foreach_mul_", "_rate_limit_exceeded_handler",
        "_Loss", "_WeightedLoss", "_Cell", "_Row", "_Column", "_Columns", "_Rows", "_Header", "_Footer", "_NormBase", "_BatchNorm", "_ConvNd", "_LRScheduler",
    }
)  # fmt: skip
"""Members that their libraries document in spite of the underscore."""
_OF_DJANGO: Final = frozenset({"_state", "_default_manager", "_base_manager"})
"""Documented parts of Django's models ("Model instance reference", "Managers")."""
_HOOKS: Final[Mapping[str, frozenset[str]]] = {
    "django": frozenset({"get_app_list", "each_context", "has_permission", "get_urls"}),
    "fastapi": frozenset({"get_swagger_ui_html", "get_redoc_html"}),
}
"""Methods of Django's admin site that its documentation has projects override; pages of FastAPI that are served without a network so."""
_MISSED: Final = frozenset({"AttributeError", "ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
"""What a handler names that knows that a private part may be gone."""
_STDLIB: Final = sys.stdlib_module_names
_BUILTINS: Final = frozenset(dir(builtins))
_OWN: Final = frozenset({"self", "cls", "mcs", "other"})
_MOST: Final = 40
_OF_ARGPARSE: Final = frozenset(vars(argparse.ArgumentParser())) | frozenset(dir(argparse.ArgumentParser))
"""What a library's parser has of the standard library's: no release of the library takes it away."""
_MEMBER: Final = regex(r"\._[A-Za-z]")


@frozen
class PrivateUse:
    """One place."""

    kind: str
    """member, import or patch."""
    package: str
    """The top-level module."""
    member: str
    """`Booster._handle`, `sklearn.utils._testing`, `torch.load`."""
    line: int
    scope: str
    text: str


@facet(PrivateUse, version=8, tests=False)
def private_uses(view: ModuleView) -> Iterator[PrivateUse]:
    """Each member once a scope, in the order of the kinds."""
    roots = {root.partition(".")[0] for root in view.roots} - _STDLIB
    if not roots:
        return
    found = [*_imports(view, roots), *_members(view, roots), *_patches(view, roots), *_set(view, roots)]
    seen: set[tuple[str, str, str]] = set()
    for one in found:
        key = (one.kind, one.member, one.scope)
        if key not in seen and len(seen) < _MOST:
            seen.add(key)
            yield one


def _is_private(name: str) -> bool:
    return name[:1] == "_" and len(name) > 1 and not name.startswith("__") and name not in _PUBLIC


def _imports(view: ModuleView, roots: set[str]) -> Iterator[PrivateUse]:
    for node in view.imports:
        if isinstance(node, ast.ImportFrom):
            if node.level or node.module is None:
                continue
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            names = [alias.name for alias in node.names]
        for name in names:
            if "._" not in name:
                continue
            first, *rest = name.split(".")
            private = any(_is_private(part) for part in rest) and not any(part in _PUBLIC for part in rest)
            if private and first in roots and not first.startswith("_"):
                yield _told(view, node, "import", first, name)


def _members(view: ModuleView, roots: set[str]) -> Iterator[PrivateUse]:
    text = view.text
    if all(text[max(0, found.start() - 4) : found.start()] == "self" for found in _MEMBER.finditer(text)):
        return  # its own classes' alone
    hidden = [node for node in view.nodes(ast.Attribute) if node.attr[0] == "_"]
    for node in hidden:
        if not _is_private(node.attr) or _is_mark(view, node) or (node.attr in _OF_DJANGO and "django" in roots):
            continue
        if f'"{node.attr}"' in text or f"'{node.attr}'" in text:
            continue  # a column, or a field of a record, that the file names as such
        base = node.value
        if (isinstance(base, ast.Name) and base.id in _OWN) or _is_remote(view, node) or _is_guarded(view, node):
            continue
        if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "super":
            continue
        kind = view.type_of(base)
        if kind is not None and kind.endswith("ArgumentParser") and node.attr in _OF_ARGPARSE:
            continue
        if kind is not None:
            library = kind.partition(".")[0]
            if "." in kind and library in roots:
                yield _told(view, node, "member", library, f"{kind.rpartition('.')[2]}.{node.attr}")
            continue
        name = view.name(base)
        library = (name or "").partition(".")[0]
        if name and library in roots and not any(part in _PUBLIC for part in name.split(".")):
            yield _told(view, node, "member", library, f"{name}.{node.attr}")


def _is_remote(view: ModuleView, node: ast.Attribute) -> bool:
    """`handle._work.remote(…)`: a method of the project's own class, asked through Ray's handle of it."""
    above = view.parent(node)
    return isinstance(above, ast.Attribute) and above.attr == "remote" and "ray" in view.roots


def _is_guarded(view: ModuleView, node: ast.AST) -> bool:
    """Whether the code goes on where the part is gone: directly in a `try` of the same function whose handler catches that."""
    inner: ast.AST = node
    above = view.parent(node)
    while above is not None and not isinstance(
        above, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
    ):
        if isinstance(above, ast.Try) and inner in above.body and any(_forgives(one) for one in above.handlers):
            return True
        inner, above = above, view.parent(above)
    return False


def _forgives(handler: ast.ExceptHandler) -> bool:
    """Raising again forgives nothing."""
    if handler.body and isinstance(handler.body[-1], ast.Raise):
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _MISSED) for kind in kinds)


def _is_mark(view: ModuleView, node: ast.Attribute) -> bool:
    """A constant that the project hangs on a library's object for itself: `parameter._no_weight_decay = True`."""
    above = view.parent(node)
    return isinstance(node.ctx, ast.Store) and isinstance(above, ast.Assign) and isinstance(above.value, ast.Constant)


def _patches(view: ModuleView, roots: set[str]) -> Iterator[PrivateUse]:
    """Functions and classes put in the place of a library's own."""
    imported: set[str] | None = None
    for node in view.nodes(ast.Assign):
        target = node.targets[0]
        if not isinstance(target, ast.Attribute) or not isinstance(node.value, (ast.Lambda, ast.Name)):
            continue
        if imported is None:
            imported = {alias.asname or alias.name.partition(".")[0] for one in view.imports for alias in one.names}
        if (isinstance(target.value, ast.Name) and target.value.id in _OWN) or _first(target.value) not in imported:
            continue
        if not _is_code(view, node.value) or view.type_of(target.value) is not None:
            continue
        name = view.name(target.value)
        library = (name or "").partition(".")[0]
        if name and library in roots and target.attr not in _HOOKS.get(library, ()):
            yield _told(view, node, "patch", library, f"{name}.{target.attr}")


def _set(view: ModuleView, roots: set[str]) -> Iterator[PrivateUse]:
    """`setattr(torch.distributed, "is_initialized", lambda: False)`."""
    for call in view.calls_to(("setattr",)):
        match call:
            case ast.Call(func=ast.Name(), args=[holder, ast.Constant(value=str(attribute)), value]):
                name = view.name(holder) or ""
            case _:
                continue
        library = name.partition(".")[0]
        if library in roots and _is_code(view, value) and view.type_of(holder) is None:
            yield _told(view, call, "patch", library, f"{name}.{attribute}")


def _is_code(view: ModuleView, node: ast.expr) -> bool:
    """A function or class of the file, a lambda, a builtin: no setting."""
    if isinstance(node, ast.Lambda):
        return True
    if not isinstance(node, ast.Name):
        return False
    if view.top_level(node.id) is None:
        return node.id in _BUILTINS and node.id not in ("None", "True", "False")
    return any(one.name == node.id for one in (*view.functions, *view.classes))


def _first(node: ast.expr) -> str:
    """The leftmost name; `` where there is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _told(view: ModuleView, node: ast.AST, kind: str, library: str, member: str) -> PrivateUse:
    return PrivateUse(
        kind=kind, package=library, member=member, line=view.place(node), scope=view.scope(node), text=view.snippet(node)
    )  # fmt: skip

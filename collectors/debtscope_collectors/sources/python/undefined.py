"""Names that a file reads and nothing in it defines: the program stops where it comes to one."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import Final, cast

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.dynamic import exec_calls
from debtscope_collectors.sources.python.notebook_files import RUN
from debtscope_collectors.sources.python.parsing import DATABRICKS
from debtscope_collectors.sources.python.view import ModuleView

_KNOWN: Final = frozenset(dir(builtins)) | {
    "__file__", "__name__", "__path__", "__class__", "__module__", "__qualname__", "__annotations__", "__builtins__", "__version__",
    "WindowsError", "unicode", "xrange", "raw_input", "basestring", "long", "unichr", "reduce", "cmp", "file", "execfile",
    "spark", "sc", "sqlContext", "dbutils", "display", "displayHTML", "get_ipython", "table", "udf", "snakemake", "reveal_type",
    "profile", "exit", "quit", "_", "dlt", "sql", "getArgument",
}  # fmt: skip
"""Builtins of Python 2 and 3, and what Databricks, IPython, Snakemake, gettext and profilers put in."""


_MOST: Final = 200
"""Names from which on a file is no program of its own."""


@frozen
class UndefinedName:
    """The first place of one name."""

    name: str
    line: int
    meant: str = ""
    """What Python makes of a `__name` in a class: `_Class__name`."""


@facet(UndefinedName, version=10, tests=False)
def undefined_names(view: ModuleView) -> Iterator[UndefinedName]:
    """Each name once, in the order of the file. Nothing of notebooks, and of files that import everything from somewhere, or run
    another notebook of Databricks, whose names are theirs from then on.

    A name that any scope of the file defines counts as defined in all of them; annotations are left out.
    """
    if view.kind != "module":
        return
    if view.text.lstrip("\ufeff").startswith(DATABRICKS) and RUN.search(view.text):
        return
    if any(isinstance(node.elts[0], ast.Set) for node in view.nodes(ast.Set)):
        return  # a set in a set is no program: `{{ name }}` of a template that another one fills in
    names = view.nodes(ast.Name)
    used = {node.id for node in names}
    mangled = {name for name in used if name.startswith("__") and not name.endswith("__")}
    open_names = used - _KNOWN - view.bound - mangled
    if open_names:  # names of classes, `del x` and `x += 1`
        open_names.difference_update([node.id for node in names if node.ctx.__class__ is not ast.Load])
    if not open_names and not mangled:
        return
    for statement in view.imports:
        for alias in statement.names:
            if alias.name == "*":
                return
            open_names.discard(alias.asname or alias.name.partition(".")[0])
    open_names.difference_update([name for name, _ in _defined(view)] if open_names else ())
    if view.path.endswith("_config.py"):  # Jupyter and IPython hand theirs a `c`, and the function that makes one
        open_names -= {"c", "get_config"}
    private = _private(view, mangled) if mangled else {}
    if not open_names and not private:
        return
    if not view.words.isdisjoint(("globals", "locals", "vars", "__builtins__")) or exec_calls(view):
        return
    # A placeholder that the program itself fills in: `kernel.src.replace("LOAD_ROWS_HERE", …)`.
    texts = {node.value.strip() for node in view.constants if isinstance(node.value, str)}
    open_names = {name for name in open_names if not (name.isupper() and "_" in name and name in texts)}
    if len(open_names) > _MOST:
        return  # a part of another file, or made by a program
    found = [(node, "") for name in open_names if (node := _run(view, view.nodes(ast.Name), name)) is not None]
    found += [(node, name) for name, nodes in private.items() if (node := _run(view, nodes, "")) is not None]
    for node, meant in sorted(found, key=lambda pair: (pair[0].lineno, pair[0].col_offset)):
        yield UndefinedName(name=node.id, line=view.place(node), meant=meant if meant != node.id else "")


def _defined(view: ModuleView) -> Iterator[tuple[str, ast.AST]]:
    """What is defined otherwise than by assignment, and where."""
    yield from ((function.name, function) for function in view.functions)
    yield from ((node.name, node) for node in view.classes)
    yield from ((node.arg, node) for node in view.nodes(ast.arg))
    yield from ((node.name, node) for node in view.handlers if node.name)
    for kind in (ast.Global, ast.Nonlocal):
        yield from ((name, node) for node in view.nodes(kind) for name in node.names)
    for kind in (ast.MatchAs, ast.MatchStar):
        yield from ((node.name, node) for node in view.nodes(kind) if node.name)
    yield from ((node.rest, node) for node in view.nodes(ast.MatchMapping) if node.rest)


def _private(view: ModuleView, mangled: set[str]) -> dict[str, list[ast.Name]]:
    """What Python makes of names with two strokes before them, where nothing defines that -> where it is read.

    In a class, `__limit` is `_Class__limit` wherever it stands, so it is not the module's `__limit`, and the module's
    `_Class__limit` is what it means.
    """
    asked: dict[str, list[ast.Name]] = {}
    defined: set[str] = set()
    for node in view.nodes(ast.Name):
        if node.id in mangled:
            name = _mangled(view, node.id, node)
            if node.ctx.__class__ is ast.Load:
                asked.setdefault(name, []).append(node)
            else:
                defined.add(name)
        elif node.id[:1] == "_" and node.ctx.__class__ is not ast.Load:
            defined.add(node.id)
    defined.update([_mangled(view, name, node) for name, node in _defined(view) if name[:1] == "_"])
    for statement in view.imports:
        names = (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
        defined.update([_mangled(view, name, statement) for name in names if name[:1] == "_"])
    return {name: nodes for name, nodes in asked.items() if name not in defined}


def _mangled(view: ModuleView, name: str, node: ast.AST) -> str:
    """A name as Python keeps it: with that of the class in whose body it stands, without the strokes before that."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    below = node
    for above in view.ancestors(node):
        if isinstance(above, ast.ClassDef) and below not in (*above.bases, *above.keywords, *above.decorator_list):
            return f"_{plain}{name}" if (plain := above.name.lstrip("_")) else name
        below = above
    return name


def _run(view: ModuleView, nodes: list[ast.Name], name: str) -> ast.Name | None:
    """The first place at which a name is evaluated: not in an annotation, and not where somebody asks whether it is there."""
    for node in nodes:
        if name and node.id != name:
            continue
        if not _is_annotation(view, node) and not _is_asked(view, node) and not _is_passed(view, node):
            return node
    return None


def _is_annotation(view: ModuleView, node: ast.AST) -> bool:
    below = node
    for above in view.ancestors(node):
        if isinstance(above, (ast.arg, ast.FunctionDef, ast.AsyncFunctionDef)):
            return isinstance(above, ast.arg) or getattr(above, "returns", None) is below
        if isinstance(above, ast.AnnAssign):
            return above.annotation is below
        if isinstance(above, ast.stmt):
            return False
        below = above
    return False


def _is_asked(view: ModuleView, node: ast.AST) -> bool:
    """Inside a `try` that expects a NameError or takes whatever comes, or under a check of the version."""
    for above in view.ancestors(node):
        if isinstance(above, ast.Try) and any(
            handler.type is None or "NameError" in ast.unparse(handler.type) for handler in above.handlers
        ):
            return True
        if isinstance(above, ast.If) and any(
            isinstance(part, ast.Attribute) and part.attr in ("version_info", "PY2", "PY3")
            for part in ast.walk(above.test)
        ):
            return True
    return False


def _is_passed(view: ModuleView, node: ast.AST) -> bool:
    """Below a `raise`, `return`, `continue` or `break` of its own block: no run comes there."""
    below = node
    for above in view.ancestors(node):
        for found in (getattr(above, name, None) for name in ("body", "orelse", "finalbody")):
            block = cast("list[ast.AST]", found) if isinstance(found, list) else []
            if below in block:
                ahead = block[: block.index(below)]
                if any(isinstance(one, (ast.Raise, ast.Return, ast.Continue, ast.Break)) for one in ahead):
                    return True
        below = above
    return False

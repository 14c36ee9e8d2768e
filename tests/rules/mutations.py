"""Three ways to write the same program: imports under other names, functions in a class, a module as a notebook.

Each takes the text of a Python module and gives the text of another that does the same, or None where the change has
nothing to change or would not keep the meaning. Comments and layout are lost; what the program does is not.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def renamed_imports(text: str) -> str | None:
    """Every module-level import under a name that nobody uses: `import pandas as pd` is `import pandas as pd_0`."""
    tree = ast.parse(text)
    taken = _bound_elsewhere(tree)
    names: dict[str, str] = {}
    dotted: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                _rename_module(alias, names, dotted, taken)
        elif isinstance(statement, ast.ImportFrom) and statement.module != "__future__":
            for alias in statement.names:
                local = alias.asname or alias.name
                if alias.name != "*" and local not in taken:
                    alias.asname = names[local] = f"{local}_0"
    if not names and not dotted:
        return None
    return ast.unparse(_Renamer(names, dotted).visit(tree))


def _rename_module(alias: ast.alias, names: dict[str, str], dotted: dict[str, str], taken: set[str]) -> None:
    local = alias.asname or alias.name
    if local.partition(".")[0] in taken:
        return
    if alias.asname is None and "." in alias.name:
        alias.asname = dotted[alias.name] = f"{alias.name.replace('.', '_')}_0"
    else:
        alias.asname = names[local] = f"{local}_0"


def _bound_elsewhere(tree: ast.Module) -> set[str]:
    """Names that something other than a module-level import binds, and names of which modules are told by their strings."""
    bound: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                bound.update(names)
            case ast.Import(names=names) | ast.ImportFrom(names=names) if node not in tree.body:
                bound.update((alias.asname or alias.name).partition(".")[0] for alias in names)
            case _:
                pass
    return bound


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str], dotted: Mapping[str, str]) -> None:
        self.names = names
        self.dotted = dotted

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        whole = _dotted_name(node)
        if whole in self.dotted:
            return ast.copy_location(ast.Name(self.dotted[whole], node.ctx), node)
        return self.generic_visit(node)


def _dotted_name(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def in_a_class(text: str) -> str | None:
    """Undecorated functions as methods of one class, called on `self`; a script without functions as its one method.

    What other modules import is still there: `train = Job().train` at the end of the class's module.
    """
    tree = ast.parse(text)
    functions = [node for node in tree.body if isinstance(node, _FUNCTIONS) and not node.decorator_list]
    if not functions:
        return _script_in_a_class(tree)
    names = {function.name for function in functions}
    methods = [_as_method(function, names) for function in functions]
    holder = ast.ClassDef(name="Job", bases=[], keywords=[], body=list(methods), decorator_list=[])
    bindings = [_parsed(f"{name} = Job().{name}") for name in sorted(names)]
    body: list[ast.stmt] = []
    for node in tree.body:
        if node is functions[-1]:
            body += [holder, *bindings]
        elif node not in functions:
            body.append(node)
    early = body[: body.index(holder)]
    if any(isinstance(node, ast.Name) and node.id in names for part in early for node in ast.walk(part)):
        return None
    return ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))


def _parsed(line: str) -> ast.stmt:
    return ast.parse(line).body[0]


def _as_method(function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str]) -> ast.stmt:
    function.args.args.insert(0, ast.arg("self"))
    own = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return _OnSelf(names - own).visit(function)


class _OnSelf(ast.NodeTransformer):
    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.names:
            return node
        return ast.copy_location(ast.Attribute(ast.Name("self", ast.Load()), node.id, node.ctx), node)


def _script_in_a_class(tree: ast.Module) -> str | None:
    kept = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    outside = [node for node in tree.body if isinstance(node, kept) or _is_text(node)]
    inside = [node for node in tree.body if node not in outside]
    if not inside or any(
        isinstance(node, ast.Name) and node.id == "__name__" for part in inside for node in ast.walk(part)
    ):
        return None
    run = ast.parse("def run(self):\n    pass").body[0]
    assert isinstance(run, ast.FunctionDef)
    run.body = inside
    holder = ast.ClassDef(name="Job", bases=[], keywords=[], body=[run], decorator_list=[])
    return ast.unparse(ast.fix_missing_locations(ast.Module([*outside, holder, _parsed("Job().run()")], [])))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def as_notebook(text: str) -> str | None:
    """The module as a notebook that was run from top to bottom: imports in one cell, each later statement in its own."""
    tree = ast.parse(text)
    if any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree)):
        return None
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code", "execution_count": place, "id": f"cell{place}", "metadata": {}, "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for place, source in enumerate(_cells(tree), start=1)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python", "version": "3.11.0"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _cells(tree: ast.Module) -> Iterator[str]:
    together: list[str] = []
    for node in tree.body:
        source = ast.unparse(_run_now(node))
        if isinstance(node, ast.Import | ast.ImportFrom):
            together.append(source)
            continue
        if together:
            yield "\n".join(together)
            together = []
        yield source
    if together:
        yield "\n".join(together)


def _run_now(node: ast.stmt) -> ast.AST:
    """What stands below `if __name__ == "__main__"` stands in a cell of its own."""
    if isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    ):
        return ast.Module(node.body, [])
    return node

"""What other files can take from a file by `from FILE import NAME`. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_OPEN: Final = frozenset({"__getattr__", "globals", "exec", "vars", "setattr", "sys"})
"""Words of files that may make names while they run."""
_DEEPEST: Final = 6


@frozen
class TopNames:
    """The names of one file."""

    names: str
    """Sorted, a space between two; all that the file binds at its top or declares global."""


@facet(TopNames, tests=False)
def top_names(view: ModuleView) -> Iterator[TopNames]:
    """Nothing of notebooks, of packages' `__init__`, and of files that may have more names than they show."""
    if view.kind != "module" or view.path.endswith("__init__.py") or not _OPEN.isdisjoint(view.words):
        return
    found: set[str] = set()
    if _bind(view.tree.body, found, _DEEPEST):
        for node in view.nodes(ast.Global):
            found.update(node.names)
        yield TopNames(names=" ".join(sorted(found)))


def _bind(body: Iterable[ast.stmt], found: set[str], depth: int) -> bool:
    """Adds what the statements bind; False where that cannot be told."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    return False
                found.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.Expr):
            continue
        else:
            found.update(
                one.id for one in ast.walk(node) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)
            )
            inner = [one for name in ("body", "orelse", "finalbody") for one in getattr(node, name, ())]
            inner += [one for handler in getattr(node, "handlers", ()) for one in handler.body]
            inner += [one for case in getattr(node, "cases", ()) for one in case.body]
            if inner and (depth == 0 or not _bind(inner, found, depth - 1)):
                return False
    return True

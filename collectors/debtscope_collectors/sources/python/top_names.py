"""What other files can take from a file by `from FILE import NAME`. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.dynamic import exec_calls
from debtscope_collectors.sources.python.view import ModuleView

_OPEN: Final = frozenset({"__getattr__", "globals", "vars", "setattr", "f_globals"})
"""Words of files that may make names while they run."""


@frozen
class TopNames:
    """The names of one file."""

    names: str
    """Sorted, a space between two; all that the file binds at its top or declares global."""


@facet(TopNames, version=4, tests=False)
def top_names(view: ModuleView) -> Iterator[TopNames]:
    """Nothing of notebooks, of packages' `__init__`, and of files that may have more names than they show."""
    if (
        view.kind != "module"
        or view.path.endswith("__init__.py")
        or not _OPEN.isdisjoint(view.words)
        or exec_calls(view)
    ):
        return
    if view.words >= {"sys", "modules"}:
        return  # it may make itself another module; `sys` alone serves for paths and exits
    if view.nodes(ast.MatchAs) or view.nodes(ast.MatchStar):
        return  # names of patterns are not indexed
    found = {*view.own_names, *(name for node in view.nodes(ast.Global) for name in node.names)}
    if "*" not in found:
        yield TopNames(names=" ".join(sorted(name for name in found if "." not in name)))

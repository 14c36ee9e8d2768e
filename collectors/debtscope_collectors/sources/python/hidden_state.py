"""Names that a notebook uses before any cell defines them, or that no cell defines: what only a lost kernel knew."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.dynamic import exec_calls
from debtscope_collectors.sources.python.view import ModuleView

_HOST: Final = frozenset(
    {
        "get_ipython", "display", "In", "Out", "exit", "quit", "_", "__", "___", "_i", "_ii", "_iii", "_dh", "_ih", "_oh", "ipython",
        "spark", "sc", "sqlContext", "sqlCtx", "sql", "table", "dbutils", "displayHTML", "getArgument", "mssparkutils", "notebookutils",
        "udf", "glueContext", "client", "bq", "__file__", "__name__", "__doc__", "__builtins__", "unicode", "xrange", "raw_input",
        "basestring", "long", "unichr", "reduce", "file", "execfile", "reload", "cmp", "pinfo",
    }
)  # fmt: skip
"""What Jupyter, Databricks and their like put there, and Python 2's builtins."""
_KNOWN: Final = frozenset(dir(builtins)) | _HOST
_CALLED_IN: Final = regex(r"^_\d+$|^_i\d+$|^_[a-z]$")
_WORD: Final = regex(r"[A-Za-z_]\w{0,80}")
_MAKES_NAMES: Final = regex(
    r"^\s*%{1,2}(?:run|store|pylab|load|loadpy|sql|bigquery|R|Rpull|read_sql|dataframe)\b", re.MULTILINE
)
_MOST: Final = 12


@frozen
class LostName:
    """The first use of a name that the cells above it do not define."""

    name: str
    line: int
    text: str
    cell: int
    """The number of the cell that uses it, from 0 over all cells."""
    defined: int | None
    """The number of the later cell that defines it; None where none does."""


@facet(LostName, version=4)
def lost_names(view: ModuleView) -> Iterator[LostName]:
    """Of Python notebooks that parse whole; each name once, in the order of the uses."""
    if view.kind != "notebook" or view.bad_cells:
        return
    stars = sorted(
        (node.lineno, node.col_offset)
        for node in view.imports
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    )
    makes = bool(_MAKES_NAMES.search(view.text)) or _binds_by_text(view)
    by_magic = _words_of_magics(view)
    ran = min(((call.lineno, call.col_offset) for call in exec_calls(view)), default=None)
    expected = [cell for cell in view.cells if {"raises-exception", "skip-execution"} & set(cell.tags)]
    excused = {cell.number for cell in expected}
    seen: set[str] = set()
    found: list[LostName] = []
    for node in view.nodes(ast.Name):
        name = node.id
        if name in seen or not isinstance(node.ctx, ast.Load):
            continue
        bound = view.top_level(name)
        at = (node.lineno, node.col_offset)
        if bound is not None and (min(bound) <= at or (stars and stars[0] < at)):
            continue  # defined above, or for all that is known by `from helpers import *` above
        if bound is not None and ran is not None and ran < at:
            continue  # the text that `exec` was given above may define it
        if bound is None and (makes or name in _KNOWN or _CALLED_IN.match(name)):
            continue
        cell = view.cell(node)
        if name in by_magic or name in _KNOWN or cell is None or cell in excused or not _is_now(view, node, bound):
            continue
        seen.add(name)
        later = None if bound is None else view.cell_at(min(bound)[0])
        found.append(LostName(name=name, line=node.lineno, text=view.snippet(node), cell=cell, defined=later))
    yield from sorted(found, key=lambda one: one.line)[:_MOST]


def _binds_by_text(view: ModuleView) -> bool:
    """Star imports, `exec` and the like define names that nobody can list."""
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in view.imports):
        return True
    return bool(exec_calls(view)) or view.mentions(
        "globals()", "locals()", "vars()", "load_ipython_extension", "setattr(", "inject", "import *"
    )


def _words_of_magics(view: ModuleView) -> set[str]:
    """Every word on a line of a magic: `%%bigquery df`, `%%capture out`, `%%bash --out text`."""
    if "%" not in view.text:
        return set()
    return {word for line in view.lines if line.lstrip().startswith("%") for word in _WORD.findall(line[:400])}


def _is_now(view: ModuleView, node: ast.Name, bound: list[tuple[int, int]] | None) -> bool:
    """Whether the name is looked up when its cell runs: not in a function, not where its absence is caught, and not in a loop
    that binds it further down."""
    if view.scope(node):
        return False
    for above in view.ancestors(node):
        if isinstance(above, ast.Lambda):
            return False
        if isinstance(above, ast.Try) and any(_catches(view, handler) for handler in above.handlers):
            return False
        if isinstance(above, (ast.For, ast.While, ast.AsyncFor)) and bound and min(bound)[0] <= view.end(above):
            return False
        if isinstance(above, (ast.Delete, ast.AnnAssign)):
            return False
    return True


def _catches(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any((view.name(one) or "") in ("NameError", "Exception", "BaseException") for one in types)

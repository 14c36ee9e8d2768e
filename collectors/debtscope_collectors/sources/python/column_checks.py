"""Where a file stops on bad data by its own means: asserts and raises about columns, nulls, ranges or the number of rows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_FRAMES: Final = frozenset({"pandas", "polars", "pyspark", "dask", "numpy", "cudf", "modin", "geopandas"})
_ASKS: Final = regex(
    r"\.columns\b|\.schema\b|\.dtypes?\b|\.is(?:null|na)\(|\.not(?:null|na)\(|\.shape\b|\blen\(\s{0,3}\w{0,40}(?:df|data|frame|rows|table)"
    r"|\.duplicated\(|\.is_unique\b|\.between\(|\.isin\(|\.empty\b|\.(?:min|max)\(\)|\bmissing_?(?:col|value|feat|key|field|val)\w{0,12}"
    r"|\brequired_?col\w{0,10}|\bexpected_?col\w{0,10}|\bmissing\b|\bnull_?(?:count|rate|ratio|pct)\w{0,10}|\bn_?rows\b|\brow_?count\b"
)
_CUES: Final = (
    "len(", "col", "schema", "dtype", "null", "na(", "shape", "duplicated", "is_unique", "between", "isin", "empty", "min(", "max(", "missing", "row",
)  # fmt: skip
"""Every alternative above holds one of them."""


_TARGET: Final = regex(r"target|label|outcome|(?:^|_)y(?:_|$)", re.IGNORECASE)


@frozen
class ColumnCheck:
    """One check of a table that stops the program."""

    line: int
    scope: str
    text: str
    """The source line, stripped."""


@facet(ColumnCheck, version=2, cues=_FRAMES, tests=False)
def column_checks(view: ModuleView) -> Iterator[ColumnCheck]:
    """Asserts about a table, and raises (or exits) under a condition about one."""
    roots = {
        root.partition(".")[0]
        for one in view.imports
        for root in ([one.module or ""] if isinstance(one, ast.ImportFrom) else [alias.name for alias in one.names])
    }
    if not roots & _FRAMES:
        return
    for check in view.nodes(ast.Assert):
        if _speaks(view, check, check.test):
            yield _made(view, check)
    for stop in (*view.nodes(ast.Raise), *_exits(view)):
        condition = next(
            (above for above in view.ancestors(stop) if isinstance(above, (ast.If, ast.FunctionDef))), None
        )
        if (
            isinstance(condition, ast.If)
            and not _asks_target(condition.test)
            and _speaks(view, condition, condition.test)
        ):
            yield _made(view, condition)


def _asks_target(test: ast.expr) -> bool:
    """`target not in frame.columns` and no more: the program could not go on without it, and the data are as unknown as before."""
    match test:
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[ast.Attribute(attr="columns")]):
            return _TARGET.search(ast.unparse(left)) is not None
        case _:
            return False


def _exits(view: ModuleView) -> Iterator[ast.Call]:
    for call in view.calls_to(("exit",)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "exit" and view.name(call.func) == "sys.exit":
            yield call


def _speaks(view: ModuleView, first: ast.AST, test: ast.AST) -> bool:
    """Whether the lines of a condition are about a table."""
    lines = view.lines[view.place(first) - 1 : view.end(test)]
    return any(
        len(line) < 400 and any(cue in line for cue in _CUES) and _ASKS.search(line) is not None for line in lines[:12]
    )


def _made(view: ModuleView, node: ast.AST) -> ColumnCheck:
    return ColumnCheck(line=view.place(node), scope=view.scope(node), text=view.snippet(node))

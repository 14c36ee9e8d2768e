"""What a file takes for granted about data: types that readers guess, values, positions, bounds and dates written into code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.targets import view_aliases
from debtscope_collectors.sources.python.view import ModuleView

_ROOTS: Final = frozenset({"pandas", "polars", "dask", "modin", "cudf", "pyspark"})
_READERS: Final = frozenset(
    {"read_csv", "read_json", "read_excel", "read_table", "scan_csv", "read_fwf", "read_ndjson"}
)
_MODULES: Final = ("pandas.", "polars.", "dask.dataframe.", "modin.pandas.", "cudf.")
_TYPED: Final = frozenset(
    {"dtype", "dtypes", "usecols", "names", "schema", "schema_overrides", "columns", "parse_dates", "converters", "engine_schema",
     "convert_dates", "new_columns", "nrows", "n_rows", "chunksize", "typ"}
)  # fmt: skip
_NUMBERS: Final = frozenset({-999, -9999, -99, -99999, 9999, 99999, 999999, -999.0, -9999.0})
_WORDS: Final = frozenset(
    {"n/a", "na", "nan", "null", "none", "?", "missing", "not available", "unknown", "-", "--", "n.a."}
)
_DAY: Final = regex(r"(?:19|20)\d\d-[01]\d-[0-3]\d(?:[ T].{0,20})?")
_NAME: Final = regex(r"^(?:df|data|dataset|frame|table|raw)(?:_?\w{0,20})?$|_df$|^X(?:_\w{1,10})?$")
_DEFAULTS: Final = frozenset({"fillna", "get", "combine_first", "where"})
_ASSUMING: Final = _READERS.union(("option", "csv", "map", "replace", "fillna", "clip"))
_WEIGHTS: Final = frozenset({"scale_pos_weight", "pos_weight", "class_weight", "class_ratio", "imbalance_ratio"})
_COUNTED: Final = 100
"""Smaller numbers are chosen, not counted."""
_KEYS: Final = 2
_POSITION: Final = 3


@frozen
class Assumption:
    """One place."""

    kind: str
    """read (a reader guesses types), map (values are listed, others fall out), position (a column by its number), sentinel (a
    value that stands for missing), date (a cut-off), figure (a mean or a bound of the data), ratio (of classes, from counted rows)."""
    line: int
    scope: str
    text: str
    """The source line, stripped."""
    call: str = ""
    """read: the reader."""
    target: str = ""
    """read: what is read, as far as it is known."""


@facet(Assumption, version=3, cues=_ROOTS, tests=False)
def assumptions(view: ModuleView) -> Iterator[Assumption]:
    """All of one file that imports a library of tables."""
    roots = {
        root.partition(".")[0]
        for one in view.imports
        for root in ([one.module or ""] if isinstance(one, ast.ImportFrom) else [alias.name for alias in one.names])
    }
    if not roots & _ROOTS:
        return
    renamed = view_aliases(view)
    for call in view.calls_to(_ASSUMING):
        match call.func:
            case ast.Attribute(attr=last) | ast.Name(id=last):
                last = renamed.get(last, last)
            case _:
                continue
        if last in _READERS:
            yield from _guessed(view, call, last)
        elif last == "option" or last == "csv":
            yield from _inferred(view, call, last)
        elif isinstance(call.func, ast.Attribute) and last in ("map", "replace", "fillna", "clip"):
            kind = _of_method(view, call, call.func, last)
            if kind:
                yield _made(view, call, kind)
    for compare in view.compares:
        kind = _compared(view, compare)
        if kind:
            yield _made(view, compare, kind)
    for item in view.nodes(ast.Subscript):
        if isinstance(item.value, ast.Attribute) and item.value.attr == "iloc" and _by_number(item.slice):
            yield _made(view, item, "position")


@facet(Assumption, cues=_WEIGHTS, tests=False)
def class_ratios(view: ModuleView) -> Iterator[Assumption]:
    """`scale_pos_weight = 227845 / 492`: rows that somebody counted once."""
    for operation in view.nodes(ast.BinOp):
        sides = (operation.left, operation.right)
        counts = [one.value for one in sides if isinstance(one, ast.Constant) and type(one.value) is int]
        if not isinstance(operation.op, ast.Div) or len(counts) < 2 or max(counts) < _COUNTED:
            continue
        above = view.parent(operation)
        named = above.arg if isinstance(above, ast.keyword) else ""
        if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name):
            named = above.targets[0].id
        elif isinstance(above, ast.Dict):
            named = next(
                (str(getattr(k, "value", "")) for k, v in zip(above.keys, above.values, strict=True) if v is operation),
                "",
            )
        if named in _WEIGHTS:
            yield _made(view, operation, "ratio")


def _guessed(view: ModuleView, call: ast.Call, last: str) -> Iterator[Assumption]:
    name = view.name(call.func) or ""
    if not name.startswith(_MODULES) or any(k.arg is None or k.arg in _TYPED for k in call.keywords):
        return
    header = view.argument(call, "header")
    if isinstance(header, ast.Constant) and header.value is None:
        return  # the columns are taken by their places
    target = view.argument(call, 0, "filepath_or_buffer", "path_or_buf", "io", "source")
    value = view.constant(target) if target is not None else None
    yield _made(view, call, "read", call_name=last, target=value if isinstance(value, str) else "")


def _inferred(view: ModuleView, call: ast.Call, last: str) -> Iterator[Assumption]:
    """Spark: `inferSchema=True`, `.option("inferSchema", "true")`."""
    if last == "csv":
        value = view.argument(call, "inferSchema")
    else:
        first = view.argument(call, 0)
        value = view.argument(call, 1) if isinstance(first, ast.Constant) and first.value == "inferSchema" else None
    if isinstance(value, ast.Constant) and str(value.value).lower() == "true":
        yield _made(view, call, "read", call_name="inferSchema")


def _of_method(view: ModuleView, call: ast.Call, func: ast.Attribute, last: str) -> str:
    if not _is_column(view, func.value):
        return ""
    first = call.args[0] if call.args else None
    if last in ("map", "replace"):
        if last == "replace" and isinstance(first, (ast.Constant, ast.UnaryOp, ast.List)):
            return "sentinel" if _is_sentinel(first) else ""
        table = _table(view, first)
        above = view.parent(call)
        has_default = isinstance(above, ast.Attribute) and above.attr in _DEFAULTS
        return "map" if table is not None and _listed(table, last) and not has_default else ""
    values = (*call.args, *(k.value for k in call.keywords if k.arg in ("value", "lower", "upper", "min", "max")))
    return "figure" if any(_is_figure(value) for value in values) else ""


def _is_column(view: ModuleView, node: ast.AST) -> bool:
    """`df["age"]`, `df.age`, or one of these with methods on it; never a text."""
    for _ in range(6):
        match node:
            case ast.Attribute(attr="str" | "columns" | "index"):
                return False
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
                return bool(_NAME.match(name)) or (view.type_of(node.value) or "").endswith("DataFrame")
            case ast.Attribute(value=ast.Name(id=name)):
                return bool(_NAME.match(name))
            case ast.Subscript(value=ast.Attribute(attr="loc")):
                return True
            case ast.Call(func=ast.Attribute(value=value)) | ast.Attribute(value=value):
                node = value
            case _:
                return False
    return False


def _table(view: ModuleView, node: ast.AST | None) -> ast.Dict | None:
    """A literal table, or one under a small name of the same scope: a constant in capitals is where such a table belongs."""
    if isinstance(node, ast.Name) and not node.id.isupper():
        found = [one for one in view.values(node.id, node) if isinstance(one, ast.Dict)]
        node = found[0] if len(found) == 1 else None
    return node if isinstance(node, ast.Dict) else None


def _listed(table: ast.Dict, method: str) -> bool:
    keys = [key.value for key in table.keys if isinstance(key, ast.Constant)]
    values = [value for value in table.values if isinstance(value, (ast.Constant, ast.UnaryOp))]
    if len(keys) < _KEYS or len(keys) != len(table.keys) or len(values) != len(table.values):
        return False
    texts = all(isinstance(key, str) for key in keys)
    numbers = all(not (isinstance(value, ast.Constant) and isinstance(value.value, str)) for value in values)
    return texts and (numbers or method == "map")


def _is_figure(node: ast.AST) -> bool:
    """A number that somebody read off the data: three digits or more with a fraction."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if not isinstance(node, ast.Constant) or not isinstance(node.value, float):
        return False
    digits = re.sub(r"e.*|\D", "", repr(node.value)).strip("0")
    return len(digits) >= 3


def _is_sentinel(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return text.strip().lower() in _WORDS
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value in _NUMBERS
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value in _NUMBERS
        case ast.List(elts=elts):
            return bool(elts) and all(_is_sentinel(one) for one in elts)
        case _:
            return False


def _compared(view: ModuleView, compare: ast.Compare) -> str:
    if len(compare.comparators) != 1 or not _is_column(view, compare.left):
        return ""
    right = compare.comparators[0]
    if isinstance(compare.ops[0], (ast.Eq, ast.NotEq)):
        return "sentinel" if _is_sentinel(right) else ""
    if (
        isinstance(right, ast.Call)
        and right.args
        and (view.name(right.func) or "").endswith(("Timestamp", "to_datetime"))
    ):
        right = right.args[0]
    is_day = isinstance(right, ast.Constant) and isinstance(right.value, str) and _DAY.fullmatch(right.value)
    return "date" if is_day and isinstance(compare.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) else ""


def _by_number(index: ast.AST) -> bool:
    """`[:, 7]` or `[:, 3:13]`: the column that stands there today."""
    if not isinstance(index, ast.Tuple) or len(index.elts) != 2 or not isinstance(index.elts[0], ast.Slice):
        return False
    column = index.elts[1]
    parts = [column.lower, column.upper] if isinstance(column, ast.Slice) else [column]
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value >= _POSITION
        for one in parts
        if one is not None
    )


def _made(view: ModuleView, node: ast.AST, kind: str, *, call_name: str = "", target: str = "") -> Assumption:
    return Assumption(
        kind=kind, line=view.place(node), scope=view.scope(node), text=view.snippet(node), call=call_name, target=target
    )  # fmt: skip

"""Where a file makes features: the FEATURE word of the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import Site
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.libraries import FRAME_LIBRARIES, FRAMES
from debtscope_collectors.sources.python.sites import ROUTES
from debtscope_collectors.sources.python.view import Function, ModuleView

_FRAME_NAME: Final = regex(
    r"^(?:df\w*|\w*_df|frame|dataframe|sdf|ddf|pdf|ldf|X|X_\w{1,20}|\w*_frame|data_?set|data|features?)$"
)
_SURE_NAME: Final = regex(r"^(?:df\w*|\w*_df|frame|dataframe|sdf|ddf|pdf|ldf|\w*_frame)$")
_FEATURE_PATH: Final = regex(r"feature|preprocess|transform|prepare|prepro|feat_eng", re.IGNORECASE)
_WATCHING_PATH: Final = regex(r"drift|monitor", re.IGNORECASE)
_COLUMN_METHODS: Final = frozenset(
    {
        "assign", "merge", "groupby", "fillna", "pivot_table", "pivot", "get_dummies", "with_columns", "withColumn", "rolling",
        "resample", "fit_transform", "transform", "dropna", "interpolate", "ffill", "bfill", "group_by", "merge_asof", "melt",
        "withColumns", "explode", "shift", "clip", "astype", "replace", "map", "apply", "join", "cut", "qcut", "to_datetime",
        "drop", "rename", "log1p", "drop_duplicates", "insert", "where", "isin", "str", "query", "agg", "sort_values",
    }
)  # fmt: skip
_SURE_METHODS: Final = frozenset(
    {
        "get_dummies",
        "with_columns",
        "withColumn",
        "pivot_table",
        "fit_transform",
        "merge_asof",
        "withColumns",
        "qcut",
        "log1p",
    }
)
_WEAK_METHODS: Final = frozenset(
    {
        "drop", "rename", "replace", "astype", "drop_duplicates", "sort_values", "query", "insert", "isin", "str", "agg", "where",
        "join", "map", "apply", "shift", "clip", "dropna",
    }
)  # fmt: skip
"""They tidy a table as often as they make features; alone they count only where the path says so."""
_NO_FEATURE: Final = regex(
    r"^_{0,2}(?:append|predict|score|load|read|fetch|save|write|plot|show|render|display|export|main$|objective|evaluate|report|test_|random_|mock|fake|synthetic|simulat|generate_(?:random|mock|fake|sample|synthetic))",
    re.IGNORECASE,
)


def feature_sites(view: ModuleView, roots: frozenset[str]) -> Iterator[Site]:
    """FEATURE: functions that give a frame whose columns they made, joined, encoded or aggregated."""
    if not roots & FRAME_LIBRARIES and "sklearn" not in roots:
        return
    in_place = bool(_FEATURE_PATH.search(view.path)) and not _WATCHING_PATH.search(view.path)
    written = _columns_written(view)
    called: dict[str, set[str]] = {}
    for call in view.calls_to(_COLUMN_METHODS):
        if isinstance(call.func, ast.Attribute) and call.func.attr in _COLUMN_METHODS:
            called.setdefault(view.scope(call), set()).add(call.func.attr)
    for function in view.functions:
        qualname = view.qualname(function)
        methods, columns = called.get(qualname, set()), written.get(qualname, {})
        if not methods and not columns:
            continue
        detail = _feature(view, function, methods, columns, in_place)
        if detail:
            yield Site(name=qualname, line=function.lineno, scope=qualname, detail=detail)


def _columns_written(view: ModuleView) -> dict[str, dict[str, list[str]]]:
    """Scope -> variable -> the columns set on it (`df["a"] = …`, `df.loc[:, "a"] = …`)."""
    found: dict[str, dict[str, list[str]]] = {}
    for node in view.item_assigns:
        for target in node.targets:
            if not isinstance(target, ast.Subscript):
                continue
            holder = target.value.value if isinstance(target.value, ast.Attribute) else target.value
            if isinstance(holder, ast.Name) and (column := _column(target.slice)) is not None:
                found.setdefault(view.scope(node), {}).setdefault(holder.id, []).append(column)
    return found


def _column(index: ast.expr) -> str | None:
    if isinstance(index, ast.Tuple) and index.elts:
        index = index.elts[-1]
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        return index.value
    return "{}" if isinstance(index, (ast.List, ast.JoinedStr, ast.Name)) else None


def _feature(
    view: ModuleView, function: Function, methods: set[str], columns: dict[str, list[str]], in_place: bool
) -> str:
    """The columns that a FEATURE function sets, or what else it does; `` where it is none."""
    if _NO_FEATURE.match(function.name) or _is_route(function):
        return ""
    arguments = {p.arg for p in parameters(function)}
    typed = _annotated_frames(view, function)
    likely = {name for name in arguments if _FRAME_NAME.match(name)} | typed.keys()
    given = {name for name in arguments if _SURE_NAME.match(name)} | {
        n for n, kind in typed.items() if not kind.startswith("numpy.")
    }
    built = {
        name for name in columns if name not in arguments and _is_built(view, function, name, arguments, likely | given)
    }
    returned = _returned_names(view, function)
    gives_frame = any(name in likely | given | built for name, _ in returned) or any(
        kind in FRAMES for _, kind in returned
    )
    if not gives_frame or not (likely | given | built):
        return ""
    made = [
        column
        for name, found in columns.items()
        if name in likely | given | built
        for column in found
        if column != "{}"
    ]
    telling = methods if in_place else methods - _WEAK_METHODS
    certain = bool((given | built) & set(columns)) or bool(methods & _SURE_METHODS)
    if certain or (telling and given) or (likely & set(columns) and methods) or (in_place and methods and likely):
        return ",".join(sorted(set(made))) or ",".join(sorted(methods)) or "columns"
    return ""


def _is_route(function: Function) -> bool:
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(target, ast.Attribute) and target.attr in ROUTES:
            return True
    return False


def _is_built(view: ModuleView, function: Function, name: str, arguments: set[str], frames: set[str]) -> bool:
    """Whether a local variable is a frame made of what the function was given (a copy, a selection, `DataFrame([row])`)."""
    for value in view.local_values(function, name):
        root = _root_name(value)
        if root in frames:
            return True
        if view.type_of(value) not in FRAMES:
            continue
        if isinstance(value, ast.Call) and any(
            _mentions(a, arguments) for a in (*value.args, *(k.value for k in value.keywords))
        ):
            return not (view.name(value.func) or "").partition(".")[2].startswith(("read_", "scan_"))
        if root and root != name:
            return True
    return False


def _mentions(node: ast.AST, names: set[str]) -> bool:
    """A name, a list or dict of it, or an item of it."""
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return any(_mentions(part, names) for part in parts[:20])
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            return _mentions(value, names)
        case ast.Call(func=ast.Attribute(value=value)):
            return _mentions(value, names)
        case _:
            return False


def _annotated_frames(view: ModuleView, function: Function) -> dict[str, str]:
    """Parameters whose annotation is a frame or an array -> its type."""
    kinds = {p.arg: view.name(p.annotation) or "" for p in parameters(function) if p.annotation is not None}
    return {name: kind for name, kind in kinds.items() if kind in FRAMES}


def _returned_names(view: ModuleView, function: Function) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for statement in view.returns(function):
        value = statement.value
        for part in value.elts if isinstance(value, ast.Tuple) else [value]:
            if part is None or (isinstance(part, ast.Constant) and part.value is None):
                continue
            found.append((_root_name(part), view.type_of(part)))
    return found


def _root_name(node: ast.AST) -> str:
    """`df` of `df.merge(other).fillna(0)`, `df[["a"]]` and `df`."""
    for _ in range(30):
        match node:
            case ast.Name(id=name):
                return name
            case ast.Call(func=ast.Attribute(value=value)) | ast.Subscript(value=value):
                node = value
            case _:
                return ""
    return ""

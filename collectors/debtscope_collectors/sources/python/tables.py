"""What one file does with tables that rules on data ask about: column lists, random splits, time columns, blanket fills, and
targets that stay among the features. One facet for all of them, so that a file is read once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary, is_only_shown, lines_holding, walk
from debtscope_collectors.sources.python.targets import kept_targets, view_aliases
from debtscope_collectors.sources.python.view import ModuleView

_FRAME_ROOTS: Final = frozenset(
    {"pandas", "polars", "dask", "modin", "cudf", "pyspark", "sklearn", "xgboost", "lightgbm", "catboost"}
)
_COLUMN: Final = regex(r"[A-Za-z_][\w .()%/#-]{0,50}")
_COLUMN_KEYWORDS: Final = frozenset(
    {"columns", "usecols", "names", "subset", "feature_names", "cat_features", "by", "id_vars"}
)
_FILLS: Final = frozenset({"mean", "median", "mode"})
_TEXTS: Final = frozenset({"str", "string"})
_FRAME: Final = regex(r"(?:^|\.)(?:DataFrame)$")
_FRAME_NAME: Final = regex(r"^(?:df|data|dataset|frame|table|raw)(?:_?\w{0,20})?$|_df$|^X(?:_\w{1,10})?$")
_COUNTS: Final = regex(r"\.shape\b|\blen\(|isnull\(|isna\(|\.count\(|duplicated\(|\.info\(")
_TELLS: Final = regex(r"\b(?:print|log(?:ger|ging)?\.\w{1,20}|mlflow\.log_\w{1,20}|display|assert|raise)\b")
_SHUFFLED: Final = frozenset(
    {"KFold", "StratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit", "RepeatedKFold", "RepeatedStratifiedKFold"}
)
_ORDERLY: Final = regex(
    r"(?i:\btemporal_split|\btime_based_split|\bchronological)|\.iloc\[\s*:?\s*\w*(?:split|cut|train|size|idx)\w*|\bTimeSeriesSplit\b|\bmerge_asof\b|\bGroup(?:KFold|ShuffleSplit)\b|\bgroups\s*=|StratifiedGroupKFold|\bPurged\w*|\bbacktest"
    r"|\b(?:train|test|val|valid|split|cutoff|cut_off)_?(?:start|end|until|from)?_?(?:date|time|ts|day|month|year)\w{0,10}\b"
)  # fmt: skip
_ORDERLY_WORDS: Final = Vocabulary(
    ("temporal_split", "time_based_split", "chronological", "iloc", "timeseriessplit", "merge_asof", "groupkfold", "groupshufflesplit", "groups",
     "purged", "backtest", "date", "time", "day", "month", "year", "ts"),
    regex(
        r"(?i:temporal_split|time_based_split|chronological)|iloc|TimeSeriesSplit|merge_asof|Group(?:KFold|ShuffleSplit)|groups|Purged|backtest"
        r"|(?:train|test|val|split|cutoff|cut_off)\w*(?:date|time|ts|day|month|year)"
    ).search,
    fold=True,
)  # fmt: skip
"""Of which each match of the pattern above holds one: it costs a microsecond a line, and most lines of most files hold none."""
_LAGS: Final = frozenset({"shift", "rolling", "diff", "ewm", "pct_change", "expanding"})
_TELLING: Final = _SHUFFLED | _LAGS | {
    "train_test_split", "to_datetime", "sort_values", "fillna", "dropna", "drop_duplicates",
}  # fmt: skip
_READERS: Final = Vocabulary(("read_", "to_numeric"), lambda word: word.startswith(("read_", "to_numeric")))
_NEAR: Final = 13
"""Lines between a conversion and the drop of what it could not read."""
_TALLY: Final = regex(
    r"counts?(?:_|$)|pivot|cross_?tab|dummies|one_?hot|histogram|(?:user|item|interaction|rating)s?_(?:\w{1,20}_)?matrix"
)
_SHOWING: Final = regex(
    r"^(?:seaborn|matplotlib|plotly|missingno|IPython|scipy\.stats)\b|(?:^|[._])(?:plots?|hist|scatter|bar[hs]?|heatmap|show|print|display|len|list|str|round|sorted|set|type|format|head|describe)$|plot$"
)
"""What only draws, prints or describes."""
_COLUMNS: Final = regex(
    r"^(?:\w{0,40}_)?(?:FEATURES?|COLUMNS|COLS)(?:_\w{1,20})?$|^(?:feature|input|model)_(?:cols|columns|names)$|^features$|^predictors$"
)
"""Names of a list of all features."""
_WHOLE: Final = frozenset({"drop", "copy", "select_dtypes", "reset_index"})


@frozen
class TableSite:
    """One place of interest."""

    kind: str
    """list (column names), split (rows at random), time (a column is parsed as time), sorted (rows are ordered by the columns
    named), lag (features of earlier rows), orderly (a split or join by time), fill (blanket repair), or target (kept among the
    features)."""
    line: int
    scope: str
    text: str
    """The source line, stripped."""
    name: str = ""
    """list: the variable or argument; split: the function; time: the column; fill: the operation; target: the column."""
    items: tuple[str, ...] = ()
    """list: the names, in order; sorted: the columns."""
    is_columns: bool = False
    """list: whether the code uses it as columns of a table."""
    counted: bool = False
    """fill: whether the same function tells how many rows there are, or are missing."""
    only_shown: bool = False
    """fill, in a notebook: what comes of it is drawn and described, and handed to nothing else."""


@facet(TableSite, version=10, tests=False)
def table_sites(view: ModuleView) -> Iterator[TableSite]:
    """All of one file; lists of constants are taken from any file, the rest only where tables are imported."""
    yield from _lists(view)
    if view.words.isdisjoint(_FRAME_ROOTS):
        return
    if _FRAME_ROOTS.isdisjoint(view.roots):
        return
    renamed = view_aliases(view)
    found: list[TableSite] = []
    for call in view.calls_to(_TELLING, _READERS):
        match call.func:
            case ast.Attribute(attr=last) | ast.Name(id=last):
                found.extend(_of_call(view, call, renamed.get(last, last)))
            case _:
                pass
    yield from found
    for node, column, how in kept_targets(view):
        yield _site(view, node, "target", name=column, items=(how,))
    if not any(one.kind == "split" for one in found):
        return
    for number in lines_holding(view.text, _ORDERLY_WORDS.of(view.words)):
        line = view.lines[number - 1]
        if len(line) < 400 and (words := _ORDERLY.search(line)):
            yield TableSite(kind="orderly", line=number, scope="", text=words[0])


def _site(
    view: ModuleView, node: ast.AST, kind: str, *, name: str = "", items: tuple[str, ...] = (), is_columns: bool = False,
    counted: bool = False,
) -> TableSite:  # fmt: skip
    return TableSite(
        kind=kind, line=view.place(node), scope=view.scope(node), text=view.snippet(node), name=name, items=items,
        is_columns=is_columns, counted=counted,
    )  # fmt: skip


# -- lists of columns ------------------------------------------------------------------------------------------------------


def _lists(view: ModuleView) -> Iterator[TableSite]:
    for kind in (ast.List, ast.Tuple):
        for node in view.nodes(kind):
            if not 4 <= len(node.elts) <= 400:
                continue
            first = node.elts[0]
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            items = tuple(e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str))
            if len(items) != len(node.elts) or not all(map(_COLUMN.fullmatch, items)):
                continue
            name, is_columns = _use(view, node)
            if name != "__all__":
                yield _site(view, node, "list", name=name, items=items, is_columns=is_columns)


_COLUMNS_NAME: Final = regex(
    r"feat|col(?:s|umn)|field|predictor|regressor|covariate|variables|to_drop|drop_|^drop|categor\w{0,6}|numeric\w{0,3}$|schema", re.I
)  # fmt: skip


def _use(view: ModuleView, node: ast.AST) -> tuple[str, bool]:
    """What a list is called, and whether the code takes its items for columns."""
    above = view.parent(node)
    match above:
        case ast.Subscript(value=value) if above.slice is node:
            frame = view.type_of(value) or ""
            known = bool(_FRAME.search(frame)) or (isinstance(value, ast.Name) and bool(_FRAME_NAME.search(value.id)))
            return "", known
        case ast.keyword(arg=str(arg)):
            return arg, arg in _COLUMN_KEYWORDS
        case ast.Call(func=ast.Attribute(attr="drop")):
            return "drop", True
        case (
            ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]) | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return name, bool(_COLUMNS_NAME.search(name))
        case ast.Assign(targets=[ast.Attribute(attr="columns")]):
            return "columns", True
        case _:
            return "", False


# -- splits, times and repairs ---------------------------------------------------------------------------------------------


def _of_call(view: ModuleView, call: ast.Call, last: str) -> Iterator[TableSite]:
    if last == "train_test_split" or last in _SHUFFLED:
        if _mixes(view, call, last):
            yield _site(view, call, "split", name=last)
    elif last.startswith("read_") and (parsed := view.argument(call, "parse_dates")) is not None:
        for column in _texts(parsed):
            yield _site(view, call, "time", name=column)
    elif last == "to_datetime":
        yield from _repair(view, call, last)
        if (view.name(call.func) or "").endswith(".to_datetime") and (
            column := _column(call.args[0] if call.args else None)
        ):
            yield _site(view, call, "time", name=column)
    elif last == "sort_values":
        by = view.argument(call, "by", 0)
        if by is not None and (columns := _texts(by)):
            yield _site(view, call, "sorted", items=columns)
    elif last in _LAGS and isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Name):
        yield _site(view, call, "lag", name=last)
    elif last in ("fillna", "dropna", "drop_duplicates") or last.startswith(("read_", "to_numeric")):
        yield from _repair(view, call, last)


def _mixes(view: ModuleView, call: ast.Call, last: str) -> bool:
    """Whether a splitter of a known library takes rows at random."""
    if view.has_star(call) or not (view.name(call.func) or "").startswith(("sklearn.", "dask_ml.", "cuml.")):
        return False
    shuffle = view.argument(call, "shuffle")
    said = shuffle.value if isinstance(shuffle, ast.Constant) else None
    if last == "train_test_split":
        return said is not False
    return said is True or "KFold" not in last or last.startswith("Repeated")


def _texts(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return tuple(e.value for e in elts if isinstance(e, ast.Constant) and isinstance(e.value, str))
        case _:
            return ()


def _column(node: ast.AST | None) -> str:
    """The column in `df["ts"]`, `df.ts` or `df["ts"].astype(str)`."""
    for _ in range(6):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(name))):
                return name
            case ast.Attribute(value=ast.Name(), attr=name):
                return name
            case ast.Call(func=ast.Attribute(value=value)):
                node = value
            case _:
                return ""
    return ""


def _repair(view: ModuleView, call: ast.Call, last: str) -> Iterator[TableSite]:
    if last in ("to_numeric", "to_datetime"):
        yield from _coerced(view, call, last)
        return
    if not isinstance(call.func, ast.Attribute):
        return
    owner = call.func.value
    if last.startswith("read_"):
        bad = view.argument(call, "on_bad_lines", "error_bad_lines")
        if isinstance(bad, ast.Constant) and bad.value in ("skip", False):
            yield _repaired(view, call, "on_bad_lines='skip'")
        return
    if not _is_frame(view, owner) or (is_only_shown(view.parent, call) and not _is_in_place(call)):
        return
    if (
        last == "drop_duplicates"
        and not any(k.arg == "subset" or k.arg is None for k in call.keywords)
        and not call.args
    ):
        yield _repaired(view, call, "drop_duplicates() on all columns")
    elif (
        last == "dropna"
        and not any(k.arg in ("subset", "how", "thresh", "axis") for k in call.keywords)
        and not call.args
    ):
        yield _repaired(view, call, "dropna() on all columns")
    elif last == "dropna" and _of_unread(view, call):
        yield _repaired(view, call, "dropna() of the rows that a conversion could not read")
    elif last == "fillna" and (value := view.argument(call, "value", 0)) is not None:
        match value:
            case ast.Constant(value=0) if isinstance(owner, ast.Name) and _TALLY.search(owner.id):
                pass  # what was never counted was counted no time
            case ast.Constant(value="") if _as_text(view, call):
                pass  # a text that is missing is the empty text; `nan` would be a word
            case ast.Constant(value=text) if text is not None:
                yield _repaired(view, call, f"fillna({text!r:.12}) on {_columns_told(owner)}")
            case ast.UnaryOp(operand=ast.Constant()):
                yield _repaired(view, call, f"fillna of one number on {_columns_told(owner)}")
            case ast.Call(func=ast.Attribute(value=ast.Name(), attr=how)) if how in _FILLS and not isinstance(
                owner, ast.Subscript
            ):
                yield _repaired(view, call, f"fillna({how}) on the whole table")
            case _:
                pass


def _as_text(view: ModuleView, call: ast.Call) -> bool:
    """`fillna("").astype(str)`: the columns are made texts."""
    above = view.parent(call)
    outer = view.parent(above) if isinstance(above, ast.Attribute) and above.attr == "astype" else None
    kind = outer.args[0] if isinstance(outer, ast.Call) and outer.args else None
    return isinstance(kind, ast.Name | ast.Constant) and (view.name(kind) or view.constant(kind)) in _TEXTS


def _columns_told(owner: ast.AST) -> str:
    """What is filled, for a sentence: the columns that a list of that name holds, or all."""
    if isinstance(owner, ast.Subscript) and isinstance(owner.slice, ast.Name):
        return f"the columns of {owner.slice.id}"
    return "the whole table"


def _of_unread(view: ModuleView, call: ast.Call) -> bool:
    """`to_numeric(df["age"], errors="coerce")` a few lines above `df.dropna(subset=["age"])`: what could not be read goes."""
    subset = view.argument(call, "subset")
    named = subset.elts if isinstance(subset, ast.List | ast.Tuple) else [subset] if subset is not None else []
    texts = [ast.unparse(one).strip("'\"") for one in named[:8]]
    here = view.place(call)
    above = [line for line in view.lines[max(0, here - _NEAR) : here] if len(line) < 400 and "coerce" in line]
    return any(text and text in line for text in texts for line in above)


def _is_in_place(call: ast.Call) -> bool:
    return any(k.arg in ("inplace", None) for k in call.keywords)


def _coerced(view: ModuleView, call: ast.Call, last: str) -> Iterator[TableSite]:
    """What cannot be read becomes empty, in the column itself: a copy that is looked at changes nothing."""
    errors = view.argument(call, "errors")
    if not isinstance(errors, ast.Constant) or errors.value != "coerce":
        return
    match view.parent(call):
        case ast.Assign(targets=[ast.Subscript()]):
            yield _repaired(view, call, f"{last}(errors='coerce')")
        case ast.Attribute(attr="fillna") as filled:
            outer = view.parent(
                filled
            )  # to_numeric(…, errors="coerce").fillna(0): what could not be read is a value like others
            if outer is not None and isinstance(view.parent(outer), ast.Assign):
                yield _repaired(view, call, f"{last}(errors='coerce').fillna")
        case _:
            pass


def _is_frame(view: ModuleView, node: ast.AST) -> bool:
    """A whole table: known by its type, by what made it, or a plain name that people give to tables; never one column."""
    for _ in range(8):
        match node:
            case ast.Name(id=name):
                known = view.type_of(node)
                return bool(_FRAME.search(known) if known is not None else _FRAME_NAME.search(name))
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _WHOLE:
                node = value
            case ast.Subscript(value=ast.Name() as value, slice=ast.Name(id=columns)) if _COLUMNS.search(columns):
                node = value  # all features at once, by the name of their list
            case ast.Call():
                return bool(_FRAME.search(view.type_of(node) or "")) and (view.name(node.func) or "").startswith(
                    "pandas."
                )
            case _:
                return False
    return False


def _repaired(view: ModuleView, call: ast.Call, what: str) -> TableSite:
    """A repair, with whether somebody counts rows in the lines around it."""
    here = view.place(call)
    near = view.lines[max(0, here - 9) : here + 8]
    counted = any(len(line) < 400 and _COUNTS.search(line) and _TELLS.search(line) for line in near)
    site = _site(view, call, "fill", name=what, counted=counted)
    return replace(site, only_shown=True) if not counted and _only_shown(view, call) else site


def _only_shown(view: ModuleView, call: ast.Call) -> bool:
    """Whether a notebook keeps the repaired table under a name that it only draws and describes."""
    statement = view.statement(call)
    if not view.path.endswith(".ipynb") or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    function = view.function(call)
    names = _targets(statement)
    if not names or _handed_on(view, names, function):
        return False
    if function is None:
        return True
    made = [one for one in view.assigns if view.function(one) is None and function.name in _called_in(one.value)]
    outer = {name for one in made for name in _targets(one)}
    return bool(outer) and not _handed_on(view, outer, None)


def _handed_on(view: ModuleView, names: set[str], function: ast.AST | None) -> bool:
    """Whether what the names hold, or what is made of it, is given to a call that does more than show, or is written."""
    held = set(names)
    for one in view.assigns:
        if one.value is not None and view.function(one) is function and not held.isdisjoint(_names(one.value)):
            held |= _targets(one)
    for call in view.calls:
        if view.function(call) is not function:
            continue
        last = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if last.startswith(("to_", "write")) and not held.isdisjoint(_names(call.func)):
            return True
        given = (*call.args, *(one.value for one in call.keywords))
        called = view.called(call) or last
        if not _SHOWING.search(called) and any(not held.isdisjoint(_names(one)) for one in given):
            return True
    return False


def _targets(statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> set[str]:
    """The names that an assignment binds, or whose items it sets."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {name for target in targets for name in _names(target)}


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in walk(node) if isinstance(one, ast.Name)}


def _called_in(node: ast.AST | None) -> set[str]:
    """The plain names that an expression calls."""
    found = walk(node) if node is not None else ()
    return {one.func.id for one in found if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}

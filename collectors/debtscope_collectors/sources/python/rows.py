"""Tables and tensors walked row by row, grown in loops, or merged and assigned on what pandas assumes. One facet for both rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.view import ModuleView

_FRAME: Final = "pandas.DataFrame"
_OUTSIDE_WORK: Final = regex(
    r"^(?:requests|httpx|urllib|boto3|smtplib|redis|openai|anthropic|aiohttp|grpc|kafka|streamlit|st|plt|matplotlib|ax|axes|fig|folium|plotly|px|sns|cv2|Image|logger|logging|pdf|doc|draw"
    r"|shutil|subprocess|os|tqdm|time)\."
    r"|(?:^|\.)(?:post|get_or_create|execute|executemany|insert|insert_one|save|send|send_message|produce|publish|put_item|upsert|commit|add_marker|add_trace|plot|scatter|imread|open|download"
    r"|write|writerow|predict|predict_proba|generate|invoke|query|fetch\w*|request|delete|upload\w*|create\w*|add_edge|add_node|add_row|text|annotate|print|update|sleep|info|log_metric|metric|markdown|button|append_row|barh?|axvline|axhline|axvspan|hlines|vlines|add)$"
    r"|^print$"
)
"""Calls that go outside the process, draw or tell: such a loop is not made faster by arithmetic on columns."""
_GROWING: Final = frozenset(
    {
        "pandas.concat",
        "numpy.append",
        "torch.cat",
        "tensorflow.concat",
        "numpy.concatenate",
        "numpy.vstack",
        "numpy.hstack",
    }
)
_GROWING_WORDS: Final = frozenset(name.rpartition(".")[2] for name in _GROWING)
_FEW: Final = regex(r"\.head\(|\.tail\(|\.nlargest\(|\.nsmallest\(|\.sample\(|value_counts|groupby|\.describe\(|unique\(|leaderboard|summary|importance|results?_df|metrics|\[:\d{1,2}\]|config|\bagg|top_?\d*|report|\.corr\(|pivot")  # fmt: skip


_ACCESSORS: Final = frozenset({"iloc", "loc", "at", "iat"})


@frozen
class RowSite:
    """One place of interest."""

    kind: str
    """rows (`iterrows`, `itertuples`), index (`for i in range(len(df))` with `df.loc[i]`), apply (`apply(axis=1)` of arithmetic),
    asked (a model that a loop asks about one row after another), grown (a table or tensor that a loop makes longer), merge (no key and no way of joining is said) or chained (an assignment
    to a selection of a selection)."""
    line: int
    scope: str
    text: str


@facet(RowSite, version=3, cues=("pandas", "numpy", "torch", "tensorflow"))
def row_sites(view: ModuleView) -> Iterator[RowSite]:
    """Everything of one file that imports pandas, NumPy, torch or TensorFlow."""
    roots = view.roots
    if not roots & {"pandas", "numpy", "torch", "tensorflow"}:
        return
    if "pandas" in roots:
        asked = _asked_by_row(view)
        for node in view.nodes(ast.For):
            if (kind := _walk(view, node)) is not None:
                yield _site(view, node, kind)
            elif any(_inside(view, node, call) and _is_made_of(view, node, call) for call in asked):
                yield _site(view, node, "asked")
        yield from _calls(view)
        yield from _chained(view)
    yield from _grown(view)


def _asked_by_row(view: ModuleView) -> list[ast.Call]:
    """Calls of `predict` and its like on a table."""
    calls = view.calls_to(("predict", "predict_proba", "decision_function"))
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.args]


def _is_made_of(view: ModuleView, loop: ast.For, call: ast.Call) -> bool:
    """The table that a model is asked about is made in the loop, of one row of it: `pd.DataFrame([row])`."""
    given: ast.AST = call.args[0]
    if isinstance(given, ast.Name):
        made = [value for value in view.values(given.id, given) if _inside(view, loop, value)]
        given = made[-1] if made else given
    match given:
        case ast.Call(args=[ast.List(elts=[one]), *_]) if view.name(given.func) == _FRAME:
            return _names_of(view, loop).issuperset(_heads(one)) and bool(_heads(one))
        case _:
            return False


def _names_of(view: ModuleView, loop: ast.For) -> set[str]:
    """The loop's variables, and what the loop makes of them."""
    names = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    for one in view.nodes(ast.Assign):
        if _inside(view, loop, one) and isinstance(one.targets[0], ast.Name) and _heads(one.value) & names:
            names.add(one.targets[0].id)
    return names


def _heads(node: ast.AST) -> set[str]:
    """Names of variables in an expression."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def _site(view: ModuleView, node: ast.AST, kind: str) -> RowSite:
    return RowSite(kind=kind, line=view.place(node), scope=view.scope(node), text=view.snippet(node))


# -- loops -----------------------------------------------------------------------------------------------------------------


def _walk(view: ModuleView, loop: ast.For) -> str | None:
    """rows or index for a loop over the rows of a table that computes something from them."""
    given: ast.AST = loop.iter
    if (
        isinstance(given, ast.Call)
        and isinstance(given.func, ast.Name)
        and given.func.id in ("enumerate", "tqdm", "track")
        and given.args
    ):
        given = given.args[0]
    if not isinstance(given, ast.Call):
        return None
    if isinstance(given.func, ast.Attribute) and given.func.attr in ("iterrows", "itertuples"):
        few = _FEW.search(ast.unparse(given.func.value)) or _is_few(view, given.func.value)
        return None if few or not _computes(view, loop) else "rows"
    frame = _length(given)
    if frame is None or view.type_of(frame) != _FRAME or not isinstance(loop.target, ast.Name):
        return None
    name = dotted(frame)
    taken = any(_is_row(node, name, loop.target.id) for node in view.nodes(ast.Subscript) if _inside(view, loop, node))
    if not taken or not name or _FEW.search(name) or not _stays_inside(view, loop):
        return None
    return "index" if _does_more_than_count(view, loop, loop.target.id) else None


def _does_more_than_count(view: ModuleView, loop: ast.For, index: str) -> bool:
    """Some arithmetic or assignment to the table stands in the loop; `found += 1` below a question is counted as fast by columns, and nobody minds."""
    for node in view.nodes(ast.BinOp):
        if _inside(view, loop, node) and _is_numeric(node) and not _is_count(node, {index}):
            heads = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if heads - {index}:
                return True
    return any(
        _inside(view, loop, node) and not isinstance(node.value, ast.Constant) for node in view.nodes(ast.AugAssign)
    )


def _is_count(node: ast.BinOp, names: set[str]) -> bool:
    """`counts[row.kind] + 1`, `counts.get(row.kind, 0) + 1`: the row says what is counted, and is no figure."""
    side, one = (node.right, node.left) if isinstance(node.left, ast.Constant) else (node.left, node.right)
    if not isinstance(one, ast.Constant) or not isinstance(node.op, ast.Add | ast.Sub):
        return False
    match side:
        case ast.Subscript(value=held) | ast.Call(func=ast.Attribute(attr="get", value=held)):
            return not _heads(held) & names and not (isinstance(held, ast.Attribute) and held.attr in _ACCESSORS)
        case _:
            return False


def _length(call: ast.Call) -> ast.AST | None:
    """`df` of `range(len(df))`; from a later start on, windows are made rather than rows read."""
    if not (isinstance(call.func, ast.Name) and call.func.id == "range" and len(call.args) == 1):
        return None
    match call.args[-1]:
        case ast.Call(func=ast.Name(id="len"), args=[frame]):
            return frame
        case _:
            return None


def _is_row(node: ast.Subscript, name: str | None, index: str) -> bool:
    """`df.iloc[i]`, `df.loc[i, "a"]`, `df["a"].iloc[i]`."""
    value = node.value
    if not isinstance(value, ast.Attribute) or value.attr not in _ACCESSORS:
        return False
    owner = value.value.value if isinstance(value.value, ast.Subscript) else value.value
    first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    return dotted(owner) == name and isinstance(first, ast.Name) and first.id == index


def _is_few(view: ModuleView, node: ast.AST) -> bool:
    """A table written out in the code, or one that its making shows to be short."""
    if not isinstance(node, ast.Name):
        return False
    values = [v for v in view.values(node.id, node) if getattr(v, "lineno", 0) <= node.lineno]
    if not values:
        return False
    text = ast.unparse(values[-1])
    written = (
        isinstance(values[-1], ast.Call)
        and bool(values[-1].args)
        and isinstance(values[-1].args[0], (ast.List, ast.Dict))
    )
    return bool(_FEW.search(text)) or (written and len(text) < 4_000)


def _computes(view: ModuleView, loop: ast.For) -> bool:
    """The loop does arithmetic on the rows, and stays inside."""
    if not _stays_inside(view, loop):
        return False
    taken = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    return any(
        _inside(view, loop, node) and _is_numeric(node) and _mentions(node, taken) and not _is_count(node, taken)
        for node in view.nodes(ast.BinOp)
    )


def _stays_inside(view: ModuleView, loop: ast.For) -> bool:
    """Nothing in a loop leaves the process, draws, tells or makes records and texts of the rows, one by one."""
    inside = [call for call in view.calls if _inside(view, loop, call) and call is not loop.iter]
    if any(_OUTSIDE_WORK.search(dotted(call.func) or view.name(call.func) or "") for call in inside):
        return False
    if any(isinstance(above, ast.AsyncFunctionDef) for above in view.ancestors(loop)):
        return False
    return not any(_inside(view, loop, node) for kind in (ast.Dict, ast.JoinedStr) for node in view.nodes(kind))


def _is_numeric(node: ast.BinOp) -> bool:
    """Arithmetic, not texts put together."""
    texts = any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right))
    return isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)) and not texts


def _mentions(node: ast.BinOp, names: set[str]) -> bool:
    """Whether the arithmetic reads something of the row: `r.a / r.b`, `df.loc[i, "a"] * 2`; a bare index is none."""
    stack: list[ast.AST] = [node.left, node.right]
    for _ in range(100):
        if not stack:
            return False
        part = stack.pop()
        if isinstance(part, (ast.Attribute, ast.Subscript)) and any(
            isinstance(one, ast.Name) and one.id in names for one in ast.walk(part)
        ):
            return True
        stack.extend(ast.iter_child_nodes(part))
    return False


def _inside(view: ModuleView, loop: ast.AST, node: ast.AST) -> bool:
    line = getattr(node, "lineno", 0)
    return view.place(loop) <= line <= view.end(loop)


# -- calls -----------------------------------------------------------------------------------------------------------------


def _calls(view: ModuleView) -> Iterator[RowSite]:
    for call in view.calls_to(("apply", "merge")):
        func = call.func
        if not isinstance(func, ast.Attribute):
            continue
        if func.attr == "apply" and _is_arithmetic(view, call):
            yield _site(view, call, "apply")
        elif func.attr == "merge" and _is_bare_merge(view, call):
            yield _site(view, call, "merge")


def _is_arithmetic(view: ModuleView, call: ast.Call) -> bool:
    """`df.apply(lambda r: r.a / r.b, axis=1)`: nothing is called and no branch is taken."""
    axis = view.argument(call, "axis", 1)
    if axis is None or view.constant(axis) not in (1, "columns") or not call.args:
        return False
    body = call.args[0].body if isinstance(call.args[0], ast.Lambda) else None
    if body is None or not isinstance(body, ast.BinOp):
        return False
    stack: list[ast.AST] = [body]
    for _ in range(200):
        if not stack:
            return True
        node = stack.pop()
        if isinstance(node, (ast.Call, ast.IfExp, ast.JoinedStr, ast.Mod)) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and not _is_key(view, node)
        ):
            return False
        stack.extend(ast.iter_child_nodes(node))
    return False


def _is_key(view: ModuleView, node: ast.AST) -> bool:
    above = view.parent(node)
    return isinstance(above, ast.Subscript) and above.slice is node


_KEYS: Final = frozenset({"on", "left_on", "right_on", "left_index", "right_index", "how", "validate"})


def _is_bare_merge(view: ModuleView, call: ast.Call) -> bool:
    """A merge of tables that says neither key nor way of joining."""
    if view.has_star(call) or any(k.arg in _KEYS for k in call.keywords):
        return False
    name = view.name(call.func) or ""
    if name == "pandas.merge":
        return len(call.args) == 2
    return isinstance(call.func, ast.Attribute) and view.type_of(call.func.value) == _FRAME and len(call.args) == 1


def _chained(view: ModuleView) -> Iterator[RowSite]:
    """`df[df.a > 0]["b"] = 1`, `df["b"][mask] = 1` on a known table: pandas may write to a copy."""
    for node in (*view.nodes(ast.Assign), *view.nodes(ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if (
                isinstance(target, ast.Subscript)
                and isinstance(target.value, ast.Subscript)
                and isinstance(target.value.slice, (ast.Constant, ast.Compare, ast.BinOp, ast.BoolOp))
                and view.type_of(target.value.value) == _FRAME
            ):
                yield _site(view, node, "chained")


def _grown(view: ModuleView) -> Iterator[RowSite]:
    """`out = pd.concat([out, row])` in a loop: each turn copies everything before it."""
    if not view.calls_to(_GROWING_WORDS):
        return
    for node in view.nodes(ast.Assign):
        call = node.value
        if not isinstance(call, ast.Call) or len(node.targets) != 1 or not call.args:
            continue
        name = view.name(call.func) or ""
        target = dotted(node.targets[0])
        if (
            name not in _GROWING
            or target is None
            or not _in_long_loop(view, node, name.startswith(("torch", "tensorflow")))
        ):
            continue
        first = call.args[0]
        parts = first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]
        if any(dotted(part) == target for part in parts) and not _is_used(view, node, target):
            yield _site(view, node, "grown")


_LONG: Final = regex(
    r"iterrows|itertuples|range\(len|loader|batch|dataset|files|paths|glob|listdir|urls|documents|dates|symbols|groupby"
)
_LOADER: Final = regex(r"loader|batch|dataset")
_FOLDS: Final = regex(r"importance|result|summary|fold|report|metric|score|table", re.IGNORECASE)


def _is_used(view: ModuleView, node: ast.Assign, target: str) -> bool:
    """The loop reads what it grows, or keeps few rows of figures: the parts are needed as they come."""
    loop = next((a for a in view.ancestors(node) if isinstance(a, ast.For)), None)
    if loop is None or _FOLDS.search(target):
        return True
    line, last = view.place(node), view.end(node)
    reads = [
        one
        for one in (*view.nodes(ast.Name), *view.nodes(ast.Attribute))
        if dotted(one) == target and _inside(view, loop, one) and not line <= view.place(one) <= last
    ]
    return any(isinstance(one.ctx, ast.Load) for one in reads)


def _in_long_loop(view: ModuleView, node: ast.AST, tensors: bool) -> bool:
    """In a loop over rows, files or batches; tensors only over batches, since layers and generated sequences grow by design."""
    for above in view.ancestors(node):
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.While)):
            return False
        if isinstance(above, ast.For):
            text = ast.unparse(above.iter)
            return bool((_LOADER if tensors else _LONG).search(text))
    return False

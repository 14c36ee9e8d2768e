"""How functions take their data: with or without types, and columns by position instead of by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.libraries import FRAMES
from debtscope_collectors.sources.python.view import Function, ModuleView

_BARE: Final = frozenset(
    {
        "dict",
        "list",
        "tuple",
        "Any",
        "Dict",
        "List",
        "Tuple",
        "ndarray",
        "array",
        "object",
        "Sequence",
        "Iterable",
        "Mapping",
        "set",
    }
)
_TENSORS: Final = frozenset(
    {
        "torch",
        "tensorflow",
        "keras",
        "jax",
        "cv2",
        "PIL",
        "torchvision",
        "transformers",
        "flax",
        "skimage",
    }
)
"""Where arrays have axes instead of columns."""
_TABLE: Final = regex(
    r"^(?:\w{0,20}_)?(?:data|dataset|df|frame|features?|rows?|records?|table|values|matrix|samples?|inputs?|train|test|val)(?:_\w{1,10})?$|^[Xx](?:_\w{1,10})?$",
    re.I,
)
_SCORES: Final = regex(
    r"prob|pred|score|logit|embed|pca|tsne|umap|coord|point|box|center|cluster|shap|component|eigen|mesh|grid", re.I
)
_SHOWS: Final = regex(r"plot|draw|scatter|figure|show|visuali|dtw", re.I)
"""A picture's axes; series along which time runs."""
_OPTIONS: Final = frozenset(
    {"self", "cls", "args", "kwargs", "verbose", "seed", "random_state", "config", "cfg", "path", "logger"}
)


@frozen
class TableFunction:
    """One function that takes arguments and reads columns by position, or is bare of types."""

    name: str
    """Qualified; `` for the module level."""
    line: int
    parameters: int
    """Those that carry data: options, paths and seeds are left out."""
    bare: int
    """Of these, without annotation or with one that says nothing of columns (dict, list, tuple, Any, ndarray)."""
    kinds: tuple[str, ...]
    """Annotations of the bare ones; `nothing` for none."""
    positions: tuple[int, ...]
    """Lines at which a column is read by its position."""
    text: str
    """The first of these lines, else the definition."""


@facet(TableFunction)
def table_functions(view: ModuleView) -> Iterator[TableFunction]:
    """Functions with parameters that carry data, and the module level where columns are read there by position."""
    if view.kind == "notebook" or not _TENSORS.isdisjoint(view.roots):
        return
    if not {"pandas", "numpy", "polars"} & view.roots:
        return
    reads = _positional(view)
    for node in view.functions:
        taken = [
            one
            for one in parameters(node)
            if one.arg not in _OPTIONS and one not in (node.args.vararg, node.args.kwarg)
        ]
        kinds = [kind for one in taken if (kind := _bare(one.annotation)) is not None]
        lines = reads.get(node, [])
        if lines or kinds:
            yield TableFunction(
                name=view.qualname(node), line=node.lineno, parameters=len(taken), bare=len(kinds), kinds=tuple(dict.fromkeys(kinds)),
                positions=tuple(view.place(one) for one in lines), text=view.snippet(lines[0] if lines else node),
            )  # fmt: skip
    if lines := reads.get(None, []):
        yield TableFunction(
            name="", line=view.place(lines[0]), parameters=0, bare=0, kinds=(), positions=tuple(view.place(one) for one in lines),
            text=view.snippet(lines[0]),
        )  # fmt: skip


def _bare(annotation: ast.expr | None) -> str | None:
    """What an annotation says where it says nothing of columns; None for one that does (a frame is better than nothing)."""
    if annotation is None:
        return "nothing"
    node = annotation
    while isinstance(node, ast.Subscript):
        if isinstance(node.value, (ast.Name, ast.Attribute)) and _last(node.value) == "Optional":
            node = node.slice
            continue
        node = node.value
    last = _last(node)
    return last if last in _BARE else None


def _positional(view: ModuleView) -> dict[Function | None, list[ast.Subscript]]:
    """Function -> reads of one column by a constant position."""
    found: dict[Function | None, list[ast.Subscript]] = {}
    for node in view.nodes(ast.Subscript):
        index = node.slice
        if not isinstance(index, ast.Tuple) or len(index.elts) != 2 or not isinstance(node.ctx, ast.Load):
            continue
        rows, column = index.elts
        if not isinstance(rows, ast.Slice) or rows.lower is not None or rows.upper is not None:
            continue
        if (
            _is_position(column)
            and _is_table(view, node.value)
            and not _SHOWS.search(f"{view.scope(node)} {view.snippet(node)}")
        ):
            found.setdefault(view.function(node), []).append(node)
    return found


def _is_position(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and not isinstance(node.value, bool)
    if isinstance(node, ast.Slice):
        ends = [end for end in (node.lower, node.upper) if end is not None]
        return bool(ends) and node.step is None and all(_is_position(end) for end in ends)
    return isinstance(node, ast.List) and bool(node.elts) and all(_is_position(one) for one in node.elts)


def _is_table(view: ModuleView, node: ast.expr) -> bool:
    """A frame by `iloc`, or an array that is named like rows of data and is no result of a model or a plot."""
    if isinstance(node, ast.Attribute) and node.attr == "iloc":
        return True
    if not isinstance(node, ast.Name) or _SCORES.search(node.id) or not _TABLE.match(node.id):
        return False
    kind = view.type_of(node)
    return kind is None or kind in FRAMES or kind.rpartition(".")[2] in _BARE


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.partition("[")[0].rpartition(".")[2]
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""

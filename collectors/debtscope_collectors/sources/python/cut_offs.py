"""Cut-offs that are chosen along the curve of some rows: `thresholds[np.argmax(f1)]` of `precision_recall_curve(y, scores)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_CURVES: Final = ("precision_recall_curve", "roc_curve")


@frozen
class CutOff:
    """One cut-off with the rows that chose it."""

    kept: str
    """The variable that holds it."""
    truth: str
    """The variable of the targets along whose curve it was found."""
    line: int
    scope: str
    text: str


@facet(CutOff, cues=_CURVES, tests=False)
def cut_offs(view: ModuleView) -> Iterator[CutOff]:
    """Those of one file that something is then cut at."""
    for call in view.calls_to(_CURVES):
        above = view.parent(call)
        truth = view.argument(call, "y_true", 0)
        if not (view.name(call.func) or "").startswith("sklearn.metrics.") or not isinstance(truth, ast.Name):
            continue
        match above:
            case ast.Assign(targets=[ast.Tuple(elts=[_, _, ast.Name(id=edges)])]) if edges != "_":
                yield from _chosen(view, call, truth.id, edges)
            case _:
                pass


def _chosen(view: ModuleView, call: ast.Call, truth: str, edges: str) -> Iterator[CutOff]:
    scope = view.scope(call)
    for node in view.nodes(ast.Assign):
        target = node.targets[0]
        if not isinstance(target, ast.Name) or view.scope(node) != scope or node.lineno < call.lineno:
            continue
        taken = (
            part
            for part in walk(node.value)
            if isinstance(part, ast.Subscript) and not isinstance(part.slice, ast.Slice)
        )
        if any(isinstance(part.value, ast.Name) and part.value.id == edges for part in taken) and _cuts(
            view, target.id
        ):
            yield CutOff(kept=target.id, truth=truth, line=view.place(node), scope=scope, text=view.snippet(node))
            return


def _cuts(view: ModuleView, name: str) -> bool:
    """Whether scores are held against it anywhere in the file."""
    return any(
        isinstance(side, ast.Name)
        and side.id == name
        and isinstance(compare.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE)
        for compare in view.compares
        for side in (compare.left, *compare.comparators)
    )

"""Rows that were oversampled before they are cut into folds: copies and mixtures of one row stand in training and test folds alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.leak_calls import variable
from debtscope_collectors.sources.python.view import Function, ModuleView

_RESAMPLES: Final = frozenset({"fit_resample", "fit_sample"})
_VALIDATES: Final = frozenset(
    {"cross_val_score", "cross_validate", "cross_val_predict", "learning_curve", "validation_curve"}
)
_SEARCHES: Final = ("sklearn.model_selection.", "skopt.", "dask_ml.model_selection.")
_ROUNDS: Final = 3


@frozen
class ResampledFolds:
    """One cross-validation of oversampled rows."""

    sampler: str
    sample_line: int
    fold_line: int
    fold_text: str
    scope: str


@facet(ResampledFolds, cues=_RESAMPLES, tests=False)
def resampled_folds(view: ModuleView) -> Iterator[ResampledFolds]:
    """The first of each function, also where one function of the file samples, another validates."""
    samples = [call for call in view.calls_to(_RESAMPLES) if "Under" not in _sampler(view, call)]
    if not samples:
        return
    flow = _Flow(view, samples)
    seen: set[str] = set()
    for call, given in flow.folds():
        made = flow.source(given)
        if made is not None and view.scope(call) not in seen:
            seen.add(view.scope(call))
            yield ResampledFolds(
                sampler=_sampler(view, made) or "oversampling", sample_line=view.place(made), fold_line=view.place(call),
                fold_text=view.snippet(call), scope=view.scope(call),
            )  # fmt: skip


def _sampler(view: ModuleView, call: ast.Call) -> str:
    method = view.method(call)
    return method[0].rpartition(".")[2] if method else ""


class _Flow:
    """Which names hold oversampled rows, by function; attributes of `self` in the whole file."""

    def __init__(self, view: ModuleView, samples: list[ast.Call]) -> None:
        self._view = view
        self._held: dict[tuple[str, str], ast.Call] = {}
        """(function, name) -> the sampling."""
        self._returned: dict[str, ast.Call] = {}
        """Function -> the sampling whose rows it gives back."""
        self._functions = {function.name: function for function in view.functions}
        self._folding: dict[str, list[tuple[ast.Call, int]]] = {}
        for call in samples:
            self._hold(call, call)
            owner = view.function(call)
            if owner is not None and view.returns(owner):
                self._returned[owner.name] = call
        for _ in range(_ROUNDS):
            for name, made in list(self._returned.items()):
                for call in view.calls_to((name,)):
                    self._hold(call, made)

    def _hold(self, call: ast.Call, made: ast.Call) -> None:
        above = self._view.parent(call)
        for target in above.targets if isinstance(above, ast.Assign) else ():
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                if (name := variable(part)) and not name.rpartition(".")[2].lower().startswith(
                    ("x_test", "x_val", "y_test", "y_val")
                ):
                    self._held.setdefault((self._place(call, name), name), made)

    def _place(self, node: ast.AST, name: str) -> str:
        return "" if name.startswith("self.") else self._view.scope(node)

    def source(self, node: ast.expr) -> ast.Call | None:
        """The sampling whose rows an expression holds."""
        name = variable(node)
        return self._held.get((self._place(node, name), name)) if name else None

    def folds(self) -> Iterator[tuple[ast.Call, ast.expr]]:
        """(call, rows) of each cross-validation, and of each call that hands rows to a function of the file that validates them."""
        view = self._view
        found = list(self._validations())
        yield from found
        for call, given in found:
            owner = view.function(call)
            at = _position(owner, given) if owner is not None else None
            if owner is None or at is None:
                continue
            for outer in view.calls_to((owner.name,)):
                if at < len(outer.args):
                    yield outer, outer.args[at]

    def _validations(self) -> Iterator[tuple[ast.Call, ast.expr]]:
        view = self._view
        for call in view.calls_to(_VALIDATES):
            rows = view.argument(call, "X", 1)
            model = view.argument(call, "estimator", 0)
            if rows is not None and not _samples_itself(view, model):
                yield call, rows
        for call in view.calls_to(("fit",)):
            method = view.method(call)
            if method is not None and method[0].startswith(_SEARCHES) and call.args and "Search" in method[0]:
                yield call, call.args[0]


def _position(owner: Function, given: ast.expr) -> int | None:
    """Which parameter of a function an expression is, `self` not counted."""
    names = [parameter.arg for parameter in parameters(owner) if parameter.arg not in ("self", "cls")]
    return names.index(given.id) if isinstance(given, ast.Name) and given.id in names else None


def _samples_itself(view: ModuleView, model: ast.expr | None) -> bool:
    """A pipeline of imblearn, which samples inside each fold."""
    kind = view.type_of(model) if model is not None else None
    return kind is not None and kind.startswith("imblearn.")

"""Models that are logged by MLflow's flavour of another library. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_LIBRARIES: Final = {
    "xgboost": "xgboost", "lightgbm": "lightgbm", "catboost": "catboost", "pytorch": "torch", "prophet": "prophet",
    "statsmodels": "statsmodels", "spacy": "spacy",
}  # fmt: skip
"""Flavour -> the library whose models it takes; flavours that wrap any estimator are left out."""
_OWN: Final = frozenset(_LIBRARIES.values()) | {"sklearn", "keras", "tensorflow"}


@frozen
class ForeignFlavour:
    """One model and the flavour that logs it."""

    flavour: str
    made_by: str
    """The library of the model."""
    line: int
    scope: str
    text: str


@facet(ForeignFlavour, cues={"mlflow"}, tests=False)
def foreign_flavours(view: ModuleView) -> Iterator[ForeignFlavour]:
    """Calls whose model's library the file itself tells."""
    for call in view.calls_to(("log_model", "save_model")):
        name = view.name(call.func) or ""
        flavour = name.removeprefix("mlflow.").rpartition(".")[0]
        wanted = _LIBRARIES.get(flavour) if name.startswith("mlflow.") else None
        model = call.args[0] if call.args else None
        if wanted is None or not isinstance(model, ast.Name):
            continue
        made = {_root(view, value) for value in view.values(model.id, model)[:4]}
        if len(made) == 1 and (library := made.pop()) in _OWN and library != wanted:
            yield ForeignFlavour(
                flavour=flavour, made_by=library, line=view.place(call), scope=view.scope(call), text=view.snippet(call)
            )  # fmt: skip


def _root(view: ModuleView, value: ast.AST) -> str:
    """`xgboost` of `xgb.train(…)` and of `xgb.XGBRegressor(…)`."""
    return (view.name(value.func) or "").partition(".")[0] if isinstance(value, ast.Call) else ""

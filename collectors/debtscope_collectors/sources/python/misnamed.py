"""Results that are named for held-out rows and come from the rows of the training. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_RESULT: Final = regex(
    r"^(?:val|valid|validation|test|hold_?out)_(?:metrics?|scores?|results?|acc(?:uracy)?|auc|f1|loss|rmse|mae|mse|r2|map|ndcg|recall|precision)$"
)
_MEASURES: Final = regex(r"metrics?$|evaluat|score|assess|measure", re.IGNORECASE)
_TRAINED_ON: Final = regex(r"^(?:[xX]_)?train(?:ing)?(?:_(?:df|data|set|frame|dataset|loader|dl|ds|x|rows|features))?$")
_HELD: Final = regex(r"(?:^|_)(?:test|val|valid|validation|eval|hold_?out|dev)(?:_|$)", re.IGNORECASE)
_CUES: Final = frozenset(
    {f"{held}_{what}" for held in ("val", "valid", "validation", "test", "holdout") for what in
     ("metrics", "metric", "scores", "score", "results", "result", "acc", "accuracy", "auc", "f1", "loss", "rmse", "mae", "mse", "r2", "map", "ndcg",
      "recall", "precision")}
)  # fmt: skip


@frozen
class Misnamed:
    """One of them."""

    name: str
    """The variable: `validation_metrics`."""
    rows: str
    """What was measured: `train_df`."""
    line: int
    scope: str
    call: str
    text: str


@facet(Misnamed, cues=_CUES, tests=False)
def misnamed_results(view: ModuleView) -> Iterator[Misnamed]:
    """`validation_metrics = model.ranking_metrics(train_df)`; nothing where held-out rows are given too."""
    for node in view.nodes(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if _RESULT.match(name):
                pass
            case _:
                continue
        called = last_name(call.func)
        given = [one.id for one in (*call.args, *(k.value for k in call.keywords)) if isinstance(one, ast.Name)]
        rows = next((one for one in given if _TRAINED_ON.match(one)), "")
        if rows and _MEASURES.search(called or "") and not any(_HELD.search(one) for one in given):
            yield Misnamed(
                name=name, rows=rows, line=view.place(node), scope=view.scope(node), call=called or "", text=view.snippet(node)
            )  # fmt: skip

"""Categories that are spelled out as columns by what the rows at hand hold: `pandas.get_dummies`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_ALIGNS: Final = regex(
    r"\.reindex\(|\.align\(|feature_names_in_|get_feature_names|\bfor \w{1,30} in .{0,60}(?:col|feature)|\bset\(.{0,60}col"
)
"""Lines that bring a table to the columns of training."""


@frozen
class Dummies:
    """One call."""

    scope: str
    line: int
    text: str
    drops_first: bool
    """The first category of those that are there is left out: of one row, the only one."""
    is_aligned: bool
    """The same function brings the table to a list of columns."""
    is_typed: bool
    """The categories are declared before (`pd.Categorical`, `astype`)."""


@facet(Dummies, cues=("get_dummies",), tests=False)
def dummies(view: ModuleView) -> Iterator[Dummies]:
    """All of one file."""
    for call in view.calls_to(("get_dummies",)):
        if not (view.name(call.func) or "").startswith("pandas."):
            continue
        function = view.function(call)
        first, last = (function.lineno, view.end(function)) if function is not None else (1, len(view.lines))
        lines = [line for line in view.lines[first - 1 : last] if len(line) < 400]
        drops = view.argument(call, "drop_first")
        yield Dummies(
            scope=view.scope(call), line=view.place(call), text=view.snippet(call),
            drops_first=isinstance(drops, ast.Constant) and drops.value is True,
            is_aligned=any(_ALIGNS.search(line) for line in lines),
            is_typed=any("Categorical" in line or "CategoricalDtype" in line or "categories=" in line for line in lines),
        )  # fmt: skip

"""Categories that are numbered by what the rows at hand hold: `.cat.codes` and `factorize` of pandas."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_TARGET: Final = regex(r"(?:^|[^a-z])(?:y|target|label|class|outcome|species|churn|fraud)s?(?:[^a-z]|$)", re.IGNORECASE)
_KEEPING: Final = frozenset({"categories", "set_categories", "CategoricalDtype", "rename_categories", "uniques"})
"""Words of a file that declares its categories, or keeps those that it found."""


@frozen
class CategoryCodes:
    """One column, or several in a loop, whose values become numbers."""

    scope: str
    line: int
    text: str
    how: str
    """`cat.codes` or `factorize`."""


@facet(CategoryCodes, cues=("codes", "factorize"), tests=False)
def category_codes(view: ModuleView) -> Iterator[CategoryCodes]:
    """All of one file; none where it declares or keeps categories, and none of what is to be predicted."""
    if not view.words.isdisjoint(_KEEPING):
        return
    for node in view.nodes(ast.Attribute):
        if node.attr == "codes" and isinstance(node.value, ast.Attribute) and node.value.attr == "cat":
            yield from _told(view, node, "cat.codes")
    for call in view.calls_to(("factorize",)):
        above = view.parent(call)
        # `codes, names = pd.factorize(column)` keeps what the numbers mean
        if isinstance(above, ast.Subscript) and view.constant(above.slice) == 0:
            yield from _told(view, call, "factorize")


def _told(view: ModuleView, node: ast.expr, how: str) -> Iterator[CategoryCodes]:
    statement = next((one for one in view.ancestors(node) if isinstance(one, ast.stmt)), None)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Subscript):
        return
    if not _TARGET.search(ast.unparse(statement.targets[0].slice)):
        yield CategoryCodes(scope=view.scope(node), line=view.place(node), text=view.snippet(node), how=how)

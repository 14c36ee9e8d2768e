"""Which columns a model takes: its signature, else the one list of features that its training code holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscope.api import Facts, facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import InventoryModel
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

_NAMED = regex(
    r"^_?(?:\w{0,30}_)?(?:features?|features?_(?:names|cols|columns|list|order)|predictors|x_cols|input_(?:cols|columns)|model_columns)$",
    re.I,
)
_NAMES = Vocabulary(("feature", "predictors", "x_cols", "input_", "model_columns"), _NAMED.match, fold=True)
_PARTIAL = regex(
    r"cat|num|drop|date|ignore|exclude|target|label|id_|bool|ordinal|text|scale|skew|log|new|extra|sensitive|one_hot",
    re.I,
)
_LEAST, _MOST = 3, 2000


@frozen
class FeatureList:
    """A literal list of column names that a variable named for features holds."""

    name: str
    columns: tuple[str, ...]
    line: int
    is_part: bool
    """Its name says that it is a part of the features only (categorical, numerical …) or none."""


@facet(FeatureList)
def feature_lists(view: ModuleView) -> Iterator[FeatureList]:
    """Literal lists and tuples of at least three texts under a name of features."""
    named = _NAMES.of(view.words)
    for node in (*view.nodes(ast.Assign), *view.nodes(ast.AnnAssign)) if named else ():
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        name = getattr(target, "id", None) or getattr(target, "attr", None)
        if name not in named or not isinstance(node.value, (ast.List, ast.Tuple)):
            continue
        parts = [e.value for e in node.value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
        if len(parts) == len(node.value.elts) and _LEAST <= len(parts) <= _MOST:
            yield FeatureList(name=name, columns=tuple(parts), line=node.lineno, is_part=bool(_PARTIAL.search(name)))


def inputs_of(facts: Facts, model: InventoryModel, training: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str]:
    """(columns, what says so) of the served version; of the newest where none is served; empty where nothing tells."""
    version = model.served or (model.versions[-1] if model.versions else None)
    if version is not None and version.file is not None:
        named = tuple(column.name for column in version.file.inputs if column.name)
        if named:
            return named, f"{version.file.path} (v{version.version})"
    rows = facts.rows(feature_lists)
    found = {row.columns: f"{path}:{row.line}" for path in training for row in rows.get(path, ()) if not row.is_part}
    return next(iter(found.items())) if len(found) == 1 else ((), "")

"""Random numbers that stand for labels, for a model's figures or for what a monitor measures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_DRAWS: Final = frozenset(
    {"uniform", "randint", "random", "gauss", "normal", "choice", "rand", "randn", "integers", "beta"}
)
_RANDOM: Final = regex(r"^(?:random|numpy\.random)\.(?:(?:Random|Generator|default_rng)\.)?\w{2,12}$")
_LABEL: Final = regex(
    r"^(?:(?:y|labels?|targets?)(?:_(?:true|train|test|val|valid))?|(?:train|test|val|true)_labels?|ground_truth|actuals?)$",
    re.IGNORECASE,
)
_FIGURE: Final = regex(
    r"(?:^|_)(?:acc|accuracy|auc|roc|f1|precision|recall|rmse|mae|mape|r2|drift\w*|quality|psi|performance)(?:_|$)",
    re.IGNORECASE,
)
_RECORDS: Final = frozenset({"set", "log_metric", "observe", "log_metrics"})
_MADE: Final = regex(
    r"synth|simulat|fake|mock|dummy|demo|toy|sample|example|generat|produc|bench|load_?test|seed|bootstrap|permut|shuffle|random|augment|noise",
    re.IGNORECASE,
)
"""Programs and functions that say that they make data up."""


@frozen
class MadeUp:
    """One random number where a measured one belongs."""

    kind: str
    """label (what a model is fitted to or measured by) or figure (what a monitor or tracker is told)."""
    name: str
    line: int
    scope: str
    text: str


@facet(MadeUp, cues={"random", "np", "numpy"}, tests=False)
def made_up(view: ModuleView) -> Iterator[MadeUp]:
    """Of modules whose name and function do not say that they simulate."""
    if view.kind == "notebook" or _DRAWS.isdisjoint(view.words) or _MADE.search(view.path):
        return
    draws = [call for call in view.calls_to(_DRAWS) if _RANDOM.match(view.name(call.func) or "")]
    seen: set[tuple[str, str]] = set()
    for call in draws[:60]:
        found = _meant(view, call)
        if found is not None and not _MADE.search(view.scope(call)) and (found[0], view.scope(call)) not in seen:
            seen.add((found[0], view.scope(call)))
            yield MadeUp(
                kind=found[0], name=found[1], line=view.place(call), scope=view.scope(call), text=view.snippet(call)
            )


def _meant(view: ModuleView, call: ast.Call) -> tuple[str, str] | None:
    """(kind, name) of what a random number is taken for."""
    statement = view.statement(call)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        name = _name(view, target)
        if _LABEL.match(name) and statement.value is call and _is_used(view, call):
            return "label", name
        if isinstance(target, ast.Name) and (told := _told(view, call, target.id)):
            return "figure", told
    for above in view.ancestors(call):
        if isinstance(above, ast.Call) and (told := _figure(view, above)):
            return "figure", told
        if isinstance(above, ast.stmt):
            break
    return None


def _name(view: ModuleView, target: ast.expr) -> str:
    """`label` of `df["label"]`, and of a variable."""
    if isinstance(target, ast.Name):
        return target.id
    column = view.constant(target.slice) if isinstance(target, ast.Subscript) else None
    return column if isinstance(column, str) else ""


def _is_used(view: ModuleView, call: ast.Call) -> bool:
    """Whether the scope splits, fits or measures too: arrays that a program only fills are somebody's test data."""
    scope = view.scope(call)
    words = [
        w for w in view.call_table.words if re.search(r"split|fit|train|evaluat|score|report|metric", w, re.IGNORECASE)
    ]
    return any(view.scope(one) == scope for one in view.calls_to(words))


def _told(view: ModuleView, call: ast.Call, name: str) -> str:
    """The figure that a variable is told as, in the same scope."""
    for one in view.calls_to(_RECORDS):
        given = (n for argument in one.args for n in walk(argument))
        if view.scope(one) == view.scope(call) and any(isinstance(n, ast.Name) and n.id == name for n in given):
            return _figure(view, one)
    return ""


def _figure(view: ModuleView, call: ast.Call) -> str:
    """`model_accuracy` of `monitor.model_accuracy.set(x)`, `accuracy` of `log_metric("accuracy", x)`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _RECORDS:
        return ""
    owner = call.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    first = view.constant(call.args[0]) if call.args else None
    told = first if call.func.attr != "set" and isinstance(first, str) else name
    return told if _FIGURE.search(told) else ""

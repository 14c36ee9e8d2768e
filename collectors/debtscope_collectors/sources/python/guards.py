"""Bounds that code sets to what goes into a model and what comes out of it. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_BOUNDS: Final = frozenset(
    {
        "ge",
        "gt",
        "le",
        "lt",
        "min_length",
        "max_length",
        "pattern",
        "regex",
        "multiple_of",
        "validate",
        "validators",
        "allow_inf_nan",
    }
)
_BOUNDED: Final = frozenset(
    {
        "Field",
        "confloat",
        "conint",
        "constr",
        "condecimal",
        "Query",
        "Body",
        "Path",
        "Form",
        "Param",
        "Float",
        "Int",
        "Integer",
        "Number",
        "Interval",
    }
)
_VALIDATORS: Final = frozenset(
    {"field_validator", "model_validator", "validator", "root_validator", "validates", "validates_schema"}
)
_FINITE_WORDS: Final = frozenset(
    {
        "isfinite",
        "isnan",
        "isinf",
        "is_nan",
        "isna",
        "isnull",
        "notna",
        "notnull",
        "check_array",
        "assert_all_finite",
        "nan_to_num",
        "check_numerics",
        "fillna",
        "dropna",
        "clip",
        "clamp",
    }
)
_LOGS: Final = frozenset({"log", "log10", "log2"})
_EPSILONS: Final = frozenset({"eps", "epsilon", "smoothing", "tiny"})
_DECLARED: Final = frozenset({"Literal", "Enum", "StrEnum"})
_REFUSED: Final = range(400, 500)


@frozen
class ValueGuard:
    """One bound or check."""

    kind: str
    """bounds (of declared fields), finite (NaN and infinity, or a range that a value is brought into), range (a comparison that raises) or lookup
    (a key that is looked up in vain and refused)."""
    name: str
    line: int
    scope: str


@facet(
    ValueGuard,
    version=3,
    cues=_BOUNDS
    | _VALIDATORS
    | _FINITE_WORDS
    | _DECLARED
    | _LOGS
    | {"HTTPException", "abort", "ValueError", "KeyError"},
)
def value_guards(view: ModuleView) -> Iterator[ValueGuard]:
    """Field bounds and validators, checks of finiteness, comparisons with numbers after which an error is raised, and
    lookups of a key whose failure is answered with 400 to 499."""
    for call in view.calls_to(_BOUNDED):
        told = [keyword.arg for keyword in call.keywords if keyword.arg in _BOUNDS]
        if told:
            yield ValueGuard(kind="bounds", name=f"{told[0]}=", line=call.lineno, scope=view.scope(call))
    for function in view.functions:
        for decorator in function.decorator_list:
            name = view.name(decorator.func if isinstance(decorator, ast.Call) else decorator) or ""
            if name.rpartition(".")[2] in _VALIDATORS:
                yield ValueGuard(kind="bounds", name=name, line=function.lineno, scope=view.scope(function))
    for node in view.imports:
        if isinstance(node, ast.ImportFrom) and any(alias.name in _DECLARED for alias in node.names):
            yield ValueGuard(kind="bounds", name=node.names[0].name, line=node.lineno, scope="")
    for call in view.calls_to(_FINITE_WORDS):
        name = (
            call.func.attr if isinstance(call.func, ast.Attribute) else (view.name(call.func) or "").rpartition(".")[2]
        )
        if name in _FINITE_WORDS:
            yield ValueGuard(kind="finite", name=name, line=call.lineno, scope=view.scope(call))
    for call in view.calls_to(_LOGS):
        if call.args and isinstance(call.args[0], ast.BinOp) and _is_kept_off_zero(view, call.args[0]):
            yield ValueGuard(kind="finite", name="+ epsilon", line=call.lineno, scope=view.scope(call))
    yield from _ranges(view)
    yield from _refusals(view)


def _is_kept_off_zero(view: ModuleView, sum_: ast.BinOp) -> bool:
    """`x + 1e-8`, `x + epsilon`."""
    sides = (sum_.left, sum_.right)
    small = any(isinstance(side, ast.Name) and side.id.lower().strip("_") in _EPSILONS for side in sides)
    return isinstance(sum_.op, ast.Add) and (small or any(_is_number(view, side) for side in sides))


def _ranges(view: ModuleView) -> Iterator[ValueGuard]:
    """`if not 0 <= age <= 120: raise …`."""
    raising = {above for node in view.nodes(ast.Raise) if isinstance(above := view.parent(node), ast.If)}
    for compare in view.compares if raising else ():
        above = next(
            (a for a in view.ancestors(compare) if isinstance(a, ast.If | ast.FunctionDef | ast.AsyncFunctionDef)), None
        )
        if (
            isinstance(above, ast.If)
            and above in raising
            and any(_is_number(view, one) for one in (compare.left, *compare.comparators))
        ):
            yield ValueGuard(
                kind="range", name=view.snippet(compare)[:60], line=compare.lineno, scope=view.scope(compare)
            )


def _refusals(view: ModuleView) -> Iterator[ValueGuard]:
    """`except KeyError: raise HTTPException(422)`: an unknown category, or a field that is missing."""
    for handler in view.handlers if "KeyError" in view.words else ():
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if not any(isinstance(one, ast.Name) and one.id == "KeyError" for one in caught):
            continue
        if any(_is_refusal(node) for node in walk(handler)):
            yield ValueGuard(kind="lookup", name="except KeyError", line=handler.lineno, scope=view.scope(handler))


def _is_refusal(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr.startswith("HTTP_4")
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value in _REFUSED


def _is_number(view: ModuleView, node: ast.expr) -> bool:
    value = view.constant(node)
    return isinstance(value, int | float) and not isinstance(value, bool)

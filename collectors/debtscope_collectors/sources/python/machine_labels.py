"""Labels that a model or a rule made and that training takes for the truth. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.outside_calls import outside_calls
from debtscope_collectors.sources.python.view import ModuleView

_WEAK: Final = frozenset({"LabelModel", "MajorityLabelVoter", "MajorityClassVoter"})
_PREDICTS: Final = frozenset({"predict", "predict_proba", "predict_classes"})
_JOINS: Final = frozenset({"concat", "append", "vstack", "hstack", "concatenate", "r_", "extend"})
_PSEUDO: Final = regex(r"pseudo|unlabel|self_?train", re.IGNORECASE)
_MAKES: Final = regex(
    r"^_?(?:assign|make|create|generate|add|get|compute|build|apply|run|do)_(?:\w{1,20}_)?pseudo_?label(?:s|ing|ling)?(?:_|$)",
    re.IGNORECASE,
)
_LABEL: Final = regex(
    r"^(?:y|label|labels|target|class|category|sentiment|is_\w{1,30}|pseudo_\w{1,30})$", re.IGNORECASE
)
_REVIEWED: Final = (
    "kappa",
    "human",
    "gold",
    "ground truth",
    "ground_truth",
    "audit",
    "agreement",
    "manual",
    "reviewed",
    "spot check",
    "annotator",
)


@frozen
class MachineLabel:
    """One place where labels are made."""

    kind: str
    """weak (Snorkel's label model), pseudo (a model's own predictions, joined to the training rows, or what a function of that name makes) or
    llm."""
    line: int
    scope: str
    made_by: str
    """The call that makes them."""
    joined: int | None
    """pseudo: the line at which they join the training rows."""
    is_filtered: bool
    """Only those above some confidence are kept, or it is not seen that they join the training rows."""
    is_reviewed: bool
    """The file speaks of people who look at them."""


@facet(
    MachineLabel,
    cues=_WEAK
    | {
        "pseudo",
        "unlabeled",
        "unlabelled",
        "unlabel",
        "pseudo_labels",
        "pseudo_label",
        "X_unlabeled",
        "completions",
        "generate_content",
        "invoke",
        "llm",
    },
)
def machine_labels(view: ModuleView) -> Iterator[MachineLabel]:
    """Snorkel, pseudo-labels and labels by a language model."""
    reviewed = view.mentions(*_REVIEWED)
    for call in view.calls_to(_WEAK):
        name = view.name(call.func) or ""
        if name.startswith("snorkel."):
            yield MachineLabel(
                kind="weak", line=call.lineno, scope=view.scope(call), made_by=name.rpartition(".")[2], joined=None,
                is_filtered=False, is_reviewed=reviewed,
            )  # fmt: skip
    if view.mentions("pseudo", "unlabel"):
        found = list(_pseudo(view, reviewed))
        yield from found or _named(view, reviewed)
    if view.mentions("label", "target", "category", "sentiment"):
        yield from _by_language_model(view, reviewed)


def _pseudo(view: ModuleView, reviewed: bool) -> Iterator[MachineLabel]:
    filtered = any(
        isinstance(op, ast.Gt | ast.GtE) for compare in view.compares for op in compare.ops if _near_one(compare)
    )
    for assign in view.nodes(ast.Assign):
        call = next((c for c in walk(assign.value) if isinstance(c, ast.Call) and _method(c) in _PREDICTS), None)
        held = _held(assign.targets[0])
        if call is None or held is None:
            continue
        words = [held, *(n.id for n in walk(call) if isinstance(n, ast.Name)), *_column(assign.targets[0])]
        if not any(_PSEUDO.search(word) for word in words):
            continue
        joined = _joined(view, held, assign)
        if joined is not None:
            yield MachineLabel(
                kind="pseudo", line=assign.lineno, scope=view.scope(assign), made_by=ast.unparse(call.func)[:60],
                joined=joined, is_filtered=filtered, is_reviewed=reviewed,
            )  # fmt: skip


def _named(view: ModuleView, reviewed: bool) -> Iterator[MachineLabel]:
    """Functions that say themselves that they make pseudo-labels, by whatever rule."""
    for function in view.functions:
        if _MAKES.search(function.name):
            yield MachineLabel(
                kind="pseudo", line=function.lineno, scope=view.scope(function), made_by=function.name, joined=None,
                is_filtered=True, is_reviewed=reviewed,
            )  # fmt: skip


def _near_one(compare: ast.Compare) -> bool:
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, float) and 0.5 < one.value < 1
        for one in compare.comparators
    )


def _joined(view: ModuleView, held: str, assign: ast.Assign) -> int | None:
    """Where what holds the labels is put beside other rows, below."""
    scope = view.scope(assign)
    for call in view.calls_to(_JOINS):
        if call.lineno <= assign.lineno or view.scope(call) != scope:
            continue
        if any(isinstance(node, ast.Name) and node.id == held for node in walk(call)):
            return call.lineno
    return None


def _by_language_model(view: ModuleView, reviewed: bool) -> Iterator[MachineLabel]:
    asking = {
        row.scope.rpartition(".")[2] for row in view.once(outside_calls.extract) if row.kind in ("llm", "local-llm")
    }
    if not asking:
        return
    for assign in view.nodes(ast.Assign):
        column = next(iter(_column(assign.targets[0])), "")
        if not _LABEL.match(column):
            continue
        named = next((node.id for node in walk(assign.value) if isinstance(node, ast.Name) and node.id in asking), None)
        if named is not None:
            yield MachineLabel(
                kind="llm", line=assign.lineno, scope=view.scope(assign), made_by=named, joined=None, is_filtered=False,
                is_reviewed=reviewed,
            )  # fmt: skip


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _held(target: ast.expr) -> str | None:
    """The name that holds the labels, or the frame whose column they are."""
    node = target
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _column(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Subscript):
        for node in walk(target.slice):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value

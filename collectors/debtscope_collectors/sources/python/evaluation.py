"""What a file fits, on which rows, and on which rows it measures the result. One facet for all rules on evaluation."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.libraries import trains
from debtscope_collectors.sources.python.lookup import Vocabulary, walk
from debtscope_collectors.sources.python.view import ModuleView

_PREDICTS: Final = frozenset({"predict", "predict_proba", "decision_function", "predict_log_proba", "predict_classes"})
_SUPERVISED: Final = frozenset({"model", "pipeline", "search"})
_MODEL_NAME: Final = regex(
    r"model|clf|classif|regress|estim|pipe|boost|learner|grid|xgb|lgb|cat_?b|forest|(?:^|_)(?:net|rf|lr|svm|svc|gs|nn|mlp|reg|knn|m|mdl|est|algo|alg)$",
    re.IGNORECASE,
)
_TARGET: Final = regex(r"^(?:[yY]|[yY]_?\w{0,20}|labels?|targets?|\w{0,20}_labels?)$")
_INFERENCE: Final = (
    "statsmodels.",
    "lifelines.",
    "pymc",
    "econml.",
    "causalml.",
    "hmmlearn.",
    "surprise.",
    "implicit.",
)
"""Fits whose score on the same rows is the result, or whose rows are not given as X and y."""
_STARTS: Final = frozenset({"fit", "train", "score", "evaluate"})
_METRIC_ROOTS: Final = frozenset({"sklearn", "torchmetrics", "cuml"})
_METRIC_MODULES: Final = ("sklearn.metrics.", "torchmetrics.functional.", "cuml.metrics.", "lightgbm.", "xgboost.")
_CROSS: Final = regex(
    r"cross_val\w*|cross_validate|KFold|\w*SearchCV|TimeSeriesSplit|LeaveOneOut|\w*ShuffleSplit|oob_score_?|best_score_|back_?test\w*"
    r"|historical_forecasts|leave_p_out|learning_curve|validation_curve|evals_result_?|optuna|nested_cv|staged_predict|GroupKFold"
)
_CROSS_WORDS: Final = Vocabulary(
    ("cross_val", "KFold", "SearchCV", "Split", "LeaveOneOut", "oob_score", "best_score", "back", "historical_forecasts", "leave_p_out", "curve",
     "evals_result", "optuna", "nested_cv", "staged_predict"),
    _CROSS.fullmatch,
)  # fmt: skip
_OTHER: Final = regex(r"evaluat|validat|score|metric|report|test|assess|backtest|measure|compute_", re.IGNORECASE)
_HELD: Final = regex(
    r"(?:^|_|\b)(?:test|tst|val|valid|validation|eval|holdout|hold_out|oof|dev|unseen)(?:$|_|\b|\d)|[xXyY]_?(?:te|va|t|v)$",
    re.IGNORECASE,
)
_STOPS: Final = regex(r"early_?stopping|EarlyStopping|ModelCheckpoint|use_best_model|od_wait|od_type", re.IGNORECASE)
_WATCHED: Final = ("eval_set", "validation_data", "valid_sets", "evals", "X_val", "eval_data")
_DEPTH: Final = 8


@frozen
class EvaluationSite:
    """One fit, or one measurement."""

    kind: str
    """fit, metric, cross (validation by folds or a search), other (a project's own measuring of held-out rows) or asked (a function that is
    handed a fitted model and the rows that it was fitted on)."""
    name: str
    """The estimator's type as far as known, or the metric's name."""
    line: int
    scope: str
    text: str
    """The source line."""
    owner: str = ""
    """The variable of the model, as written; `` where it is not known."""
    rows: str = ""
    """The samples, as written, with the number of their assignment (`X_train#1`); `` where they are not known."""
    truth: str = ""
    """The targets, likewise."""
    watched: tuple[str, ...] = ()
    """fit: samples given to validate on while it runs."""
    stops: bool = False
    """fit: whether what is watched decides when to stop or which state to keep."""


@facet(EvaluationSite, version=3, tests=False)
def evaluations(view: ModuleView) -> Iterator[EvaluationSite]:
    """Everything of one file; nothing where no model is fitted and nothing is measured on rows."""
    if not _may_evaluate(view):
        return
    fits: list[EvaluationSite] = []
    others: list[ast.Call] = []
    rest: list[EvaluationSite] = []
    stops = False
    may_stop = view.mentions("early", "modelcheckpoint", "use_best_model", "od_wait", "od_type")
    for call in view.calls:
        func = call.func
        last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        if last in ("fit", "train"):
            if (fit := _fit(view, call, last)) is not None:
                fits.append(fit)
        elif last in ("score", "evaluate") and isinstance(func, ast.Attribute) and call.args:
            rest.append(_own_score(view, call, func))
        elif _is_cross(last):
            rest.append(_site(view, call, "cross", last))
        elif last and (metric := _metric(view, call, last)) is not None:
            rest.append(metric)
        elif _is_other(last):
            others.append(call)
        stops = stops or (may_stop and _stops(call, last))
    for node in view.nodes(ast.Attribute) if fits else ():
        if node.attr in ("oob_score_", "best_score_", "evals_result_", "cv_results_"):
            rest.append(_site(view, node, "cross", node.attr))
    for call in others if fits or rest else ():
        if _measures_held_out(view, call):
            rest.append(_site(view, call, "other", view.name(call.func) or ""))
        elif (asked := _asked(view, call, fits)) is not None:
            rest.append(asked)
    for fit in fits:
        yield fit if not fit.watched or not stops else _stopping(fit)
    yield from rest


def _may_evaluate(view: ModuleView) -> bool:
    """Whether anything is fitted, scored, measured by a library or validated by folds: else nothing else counts."""
    called = view.call_table.known
    return not _STARTS.isdisjoint(called) or not view.words.isdisjoint(_METRIC_ROOTS) or _CROSS_WORDS.knows(called)


def _stopping(fit: EvaluationSite) -> EvaluationSite:
    return EvaluationSite(
        kind=fit.kind, name=fit.name, line=fit.line, scope=fit.scope, text=fit.text, owner=fit.owner, rows=fit.rows,
        truth=fit.truth, watched=fit.watched, stops=True,
    )  # fmt: skip


def _stops(call: ast.Call, last: str) -> bool:
    return _is_stop(last) or any(k.arg and _is_stop(k.arg) for k in call.keywords)


@lru_cache(16_384)
def _is_stop(name: str) -> bool:
    return _STOPS.search(name) is not None


@lru_cache(16_384)
def _is_cross(name: str) -> bool:
    return _CROSS.fullmatch(name) is not None


@lru_cache(16_384)
def _is_other(name: str) -> bool:
    return _OTHER.search(name) is not None


def _site(view: ModuleView, node: ast.AST, kind: str, name: str, **more: str) -> EvaluationSite:
    return EvaluationSite(
        kind=kind, name=name, line=view.place(node), scope=view.scope(node), text=view.snippet(node),
        owner=more.get("owner", ""), rows=more.get("rows", ""), truth=more.get("truth", ""),
    )  # fmt: skip


def _fit(view: ModuleView, call: ast.Call, last: str) -> EvaluationSite | None:
    func = call.func
    if not isinstance(func, ast.Attribute):
        return None
    method = view.method(call)
    if last == "train":
        name = view.name(func) or ""
        if name not in ("lightgbm.train", "xgboost.train"):
            return None
        samples = view.argument(call, "dtrain", "train_set", 1)
        owner = _assigned(view, call)
        return _fitted(view, call, name, owner, samples, None)
    role = trains(*method) if method is not None else None
    samples, targets = view.argument(call, "X", "x", "dataset", 0), view.argument(call, "y", 1)
    owner = dotted(func.value) or ""
    if method is not None and method[0].startswith("pyspark.ml."):
        targets, owner = None, _assigned(view, call) or owner
    if method is not None:
        if role not in _SUPERVISED or method[0].startswith(_INFERENCE):
            return None
        name = method[0]
    else:
        if not owner or not _MODEL_NAME.search(owner.rpartition(".")[2]) or targets is None:
            return None
        if not _TARGET.match(_root(targets)):
            return None
        name = owner
    if targets is None and role != "search" and not name.startswith("pyspark.ml."):
        return None
    return _fitted(view, call, name, owner or _assigned(view, call), samples, targets)


def _fitted(
    view: ModuleView, call: ast.Call, name: str, owner: str, samples: ast.AST | None, targets: ast.AST | None
) -> EvaluationSite:
    watched: list[str] = []
    for keyword in call.keywords:
        if keyword.arg in _WATCHED:
            watched += [_versioned(view, part, call) for part in _samples(keyword.value)]
    return EvaluationSite(
        kind="fit", name=name, line=view.place(call), scope=view.scope(call), text=view.snippet(call), owner=owner,
        rows=_versioned(view, samples, call), truth=_versioned(view, targets, call), watched=tuple(w for w in watched if w),
    )  # fmt: skip


def _samples(node: ast.AST) -> Iterator[ast.AST]:
    """The samples of `[(X_val, y_val)]`, `(X_val, y_val)`, `[(dval, "val")]` or `[dval]`."""
    match node:
        case ast.List(elts=elts):
            for part in elts:
                yield part.elts[0] if isinstance(part, ast.Tuple) and part.elts else part
        case ast.Tuple(elts=[first, *_]):
            yield first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first
        case ast.Name():
            yield node
        case _:
            return


def _assigned(view: ModuleView, call: ast.Call) -> str:
    """The variable that gets what a call gives: `bst = xgb.train(…)`, `m = RF().fit(X, y)`."""
    above = view.parent(call)
    return (dotted(above.targets[0]) or "") if isinstance(above, ast.Assign) and above.value is call else ""


def _own_score(view: ModuleView, call: ast.Call, func: ast.Attribute) -> EvaluationSite:
    """`model.score(X, y)`, `model.evaluate(X, y)`."""
    samples = view.argument(call, "X", "x", 0)
    if (view.type_of(func.value) or "").startswith("pyspark.ml.evaluation."):
        return _spark_score(view, call, samples)
    return _site(
        view, call, "metric", func.attr, owner=dotted(func.value) or "", rows=_versioned(view, samples, call),
        truth=_versioned(view, view.argument(call, "y", 1), call),
    )  # fmt: skip


def _spark_score(view: ModuleView, call: ast.Call, given: ast.AST | None) -> EvaluationSite:
    """`evaluator.evaluate(model.transform(rows))`, or of what a variable holds of it."""
    if isinstance(given, ast.Name):
        before = [value for value in view.values(given.id, given) if getattr(value, "lineno", 0) <= call.lineno]
        given = before[-1] if before else given
    match given:
        case ast.Call(func=ast.Attribute(attr="transform", value=model), args=[rows, *_]):
            return _site(
                view, call, "metric", "evaluate", owner=dotted(model) or "", rows=_versioned(view, rows, given)
            )
        case _:
            return _site(view, call, "metric", "evaluate")


def _metric(view: ModuleView, call: ast.Call, last: str) -> EvaluationSite | None:
    name = view.name(call.func) or ""
    if not name.startswith(_METRIC_MODULES) or name.startswith(("lightgbm.", "xgboost.")) or not last[0].islower():
        return None
    truth, predicted = view.argument(call, "y_true", 0), view.argument(call, "y_pred", "y_score", "y_prob", 1)
    if truth is None or predicted is None:
        return None
    made = _prediction(view, predicted, call.lineno)
    owner = rows = ""
    if made is not None and isinstance(made.func, ast.Attribute):
        owner = dotted(made.func.value) or ""
        rows = _versioned(view, view.argument(made, "X", "x", "data", 0), made)
    return _site(view, call, "metric", last, owner=owner, rows=rows, truth=_versioned(view, truth, call))


def _prediction(view: ModuleView, node: ast.AST, line: int) -> ast.Call | None:
    """The `predict` that an expression comes from, through slices, thresholds, rounding and variables."""
    for _ in range(_DEPTH):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr, value=owner)):
                if attr in _PREDICTS:
                    return node
                node = node.args[0] if view.name(node.func) and node.args and _is_module(view, owner) else owner
            case ast.Call(args=[first, *_]):
                node = first
            case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.UnaryOp(operand=value):
                node = value
            case ast.Compare(left=value) | ast.BinOp(left=value):
                node = value
            case ast.ListComp(generators=[first, *_]):
                node = first.iter
            case ast.Name(id=name):
                before = [v for v in view.values(name, node) if getattr(v, "lineno", 0) <= line and v is not node]
                if not before or getattr(before[-1], "lineno", 0) == 0:
                    return None
                node, line = before[-1], getattr(before[-1], "lineno", line)
            case _:
                return None
    return None


def _is_module(view: ModuleView, node: ast.AST) -> bool:
    name = view.name(node) or ""
    return name.partition(".")[0] in ("numpy", "pandas", "torch", "tensorflow")


def _versioned(view: ModuleView, node: ast.AST | None, at: ast.AST) -> str:
    """An expression as written, with how often its variable was assigned before: two equal texts are the same rows."""
    if node is None:
        return ""
    text = ast.unparse(node)
    if len(text) > 120:
        return ""
    root = _variable(node)
    if root is None:
        return ""
    lines = sorted(getattr(v, "lineno", 0) for v in view.values(root.id, at))
    return f"{text}#{bisect_right(lines, view.place(at))}"


def _variable(node: ast.AST) -> ast.Name | None:
    for _ in range(_DEPTH):
        match node:
            case ast.Name():
                return node
            case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.Call(func=ast.Attribute(value=value)):
                node = value
            case _:
                return None
    return None


def _root(node: ast.AST) -> str:
    """`y_train` of `y_train.values` and of `self.y_train`, `df` of `df["churned"]`."""
    for _ in range(_DEPTH):
        match node:
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
                return name
            case ast.Subscript(value=value):
                node = value
            case ast.Attribute(attr="values", value=value) | ast.Call(func=ast.Attribute(value=value)):
                node = value
            case _:
                return ""
    return ""


def _asked(view: ModuleView, call: ast.Call, fits: list[EvaluationSite]) -> EvaluationSite | None:
    """`report(clf, X, y)`: a function that is handed a fitted model with the rows of its fit."""
    given = [*call.args, *(k.value for k in call.keywords)]
    owners = {dotted(one) for one in given}
    rows = {_versioned(view, one, call) for one in given}
    fit = next((one for one in fits if one.owner in owners and one.rows and one.rows in rows), None)
    if fit is None:
        return None
    return _site(view, call, "asked", view.name(call.func) or "", owner=fit.owner, rows=fit.rows, truth=fit.truth)


def _is_own_measure(view: ModuleView, call: ast.Call) -> bool:
    """`self.evaluate()` of a class of the file whose method names no held-out rows: its measurements are read where they stand."""
    func = call.func
    if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "self"):
        return False
    owner = view.scope(call).rpartition(".")[0]
    own = next(
        (one for one in view.functions if one.name == func.attr and view.qualname(one) == f"{owner}.{func.attr}"), None
    )
    if own is None:
        return False
    names = (
        one.attr if isinstance(one, ast.Attribute) else one.id
        for one in walk(own)
        if isinstance(one, (ast.Attribute, ast.Name))
    )
    return not any(_HELD.search(name) for name in names)


def _measures_held_out(view: ModuleView, call: ast.Call) -> bool:
    """A call of the project's own measuring that is handed something named as held out."""
    given = [*call.args, *(k.value for k in call.keywords)]
    names = [dotted(_variable(a) or a) or "" for a in given]
    return any(_HELD.search(name) for name in names) or (not names and not _is_own_measure(view, call))


def is_held_out(rows: str) -> bool:
    """Whether rows go by a name of held-out ones."""
    return bool(_HELD.search(rows.partition("#")[0].partition("[")[0].partition(".")[0]))

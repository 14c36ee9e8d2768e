"""A classifier is judged at one cut-off only

Detects
-------
A file that measures a two-class model with accuracy, precision, recall or F1 alone, while neither it, nor the modules that it
imports or that import it, nor what those import from its own folder, nor the recorded runs know any measure that does without a cut-off (ROC or PR curve, AUC, average precision, log loss, Brier
score, calibration, Gini, KS). Two classes are known from F1, precision or recall without an average, from the second
column of `predict_proba`, from a positive label or from a binary objective; where nothing tells, the rule is silent, since
with many classes there is no cut-off. Ranking and detection have their own measures and are not meant. Low confidence in notebooks. Tests, examples,
documents and libraries are left out; from two files on they are one item.

And measures over all cut-offs (ROC AUC, average precision, log loss) that are given the classes of scikit-learn's `predict()` in the
place of scores: what they measure is one cut-off under a better name. The `predict()` of a class of the project's own may answer with probabilities, and is left out.

Why it is debt
--------------
The figure moves with the threshold and with the share of positives, so two models cannot be compared, and nobody sees that
another cut-off would serve the business better.

How to pay it down
------------------
Report AUC or average precision and a calibration measure beside it, and record the chosen threshold with the version of the
data that it was chosen on.

Example
-------
`print(f1_score(y, p))` alone: debt. `roc_auc_score(y, proba)` and `f1_score(y, p)`: clean.

References
----------
Zhang et al. 2022, smell 22; dslinter, "dependent threshold".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.main_metric import run_metrics
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

_CUT = regex(
    r"\b(?:accuracy|precision|recall|f1|fbeta)_score\b|\bclassification_report\b|\bprecision_recall_fscore_support\b"
)
_CURVE = regex(
    r"roc_?auc|\bauc\b|auroc|\bAUC|average_?precision|pr_?auc|log_?loss|brier|precision_recall_curve|roc_curve|calibrat|\bgini\b|\bks_2samp\b|\bks_stat"
    r"|cross_?entropy|ndcg|\bmrr\b|map_at|hit_rate|\bmAP\b| iou\b|matthews|\blift\b|det_curve|expected_cost|cost_matrix|ROC\b",
)
_CURVES = Vocabulary(
    ("auc", "AUC", "auroc", "average", "log", "brier", "precision_recall_curve", "roc_curve", "calibrat", "gini", "ks_", "cross", "ndcg", "mrr", "map_at",
     "hit_rate", "mAP", "iou", "matthews", "lift", "det_curve", "expected_cost", "cost_matrix", "ROC"),
    lambda word: _CURVE.search(f" {word}"),
)  # fmt: skip
"""Every alternative above is a word or a part of one."""
_CUTS = Vocabulary(("_score", "classification_report", "precision_recall_fscore_support"), _CUT.search)
_CURVE_RUN = regex(r"auc|loss|brier|average_precision|gini|calibration|\bks\b", re.IGNORECASE)
_BINARY = regex(
    r"predict_proba\([^()]{0,60}\)\s*\[:\s*,\s*1\]|pos_label|average\s*=\s*['\"]binary['\"]|binary:logistic|binary_crossentropy|BCEWithLogitsLoss|BCELoss"
    r"|scale_pos_weight|objective\s*=\s*['\"]binary['\"]"
)
_MANY = regex(
    r"average\s*=\s*['\"](?:macro|micro|weighted|samples)['\"]|softmax|CrossEntropyLoss|multi:soft|multi_?class|num_class|load_iris|load_digits|MultiLabel"
)
_PLAIN = frozenset({"f1_score", "precision_score", "recall_score", "fbeta_score"})
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")


@frozen
class CutMetric:
    """One measurement at a cut-off, or a word for a measure without one."""

    name: str
    """The metric; `curve` for a file that knows one without a cut-off."""
    line: int
    text: str
    is_binary: bool = False
    """Whether the file tells that there are two classes."""


@facet(CutMetric, version=1)
def cut_metrics(view: ModuleView) -> Iterator[CutMetric]:
    """Calls of scikit-learn's and torchmetrics' measures at a cut-off, and whether the file knows others."""
    text = view.text
    start = _CURVES.first(text, view.words)
    if start >= 0 and (curve := _CURVE.search(text, max(0, start - 1))):
        yield CutMetric(name="curve", line=1, text=curve[0])
        return
    if not _CUTS.knows(view.words):
        return
    binary = bool(_BINARY.search(text))
    many = bool(_MANY.search(text))
    found: list[tuple[ast.Call, str]] = []
    for call in view.calls:
        name = view.name(call.func) or ""
        if name.startswith(("sklearn.metrics.", "torchmetrics.functional.", "cuml.metrics.")) and _CUT.search(name):
            last = name.rpartition(".")[2]
            found.append((call, last))
            binary = binary or (last in _PLAIN and view.argument(call, "average") is None and not view.has_star(call))
    for call, last in found:
        yield CutMetric(name=last, line=view.place(call), text=view.snippet(call), is_binary=binary and not many)


_RANKED: Final = frozenset(
    {"roc_auc_score", "average_precision_score", "log_loss", "brier_score_loss", "roc_curve", "precision_recall_curve"}
)
_OWN_SCORES: Final = frozenset(
    {"keras", "tensorflow", "torch", "catboost", "surprise", "jax", "fastai", "pytorch_lightning"}
)
_BOOSTERS: Final = ("lgb.train", "lightgbm.train", "xgb.train", "xgboost.train", "Booster(")


@frozen
class HardCurve:
    """One measure of a ranking that is given classes."""

    name: str
    line: int
    text: str
    makers: tuple[str, ...] = ()
    """Dotted names of the classes whose `predict` is asked; empty where the file does not tell."""


@facet(HardCurve, version=2, cues=_RANKED, tests=False)
def hard_curves(view: ModuleView) -> Iterator[HardCurve]:
    """Measures over all cut-offs whose scores are what `predict` of scikit-learn's kind answers: classes, one cut-off."""
    if view.roots & _OWN_SCORES or any(word in view.text for word in _BOOSTERS):
        return  # there `predict` answers with probabilities
    found: list[HardCurve] = []
    ranked: set[str] = set()
    for call in view.calls_to(_RANKED):
        name = view.name(call.func) or ""
        given = view.argument(call, "y_score", "y_proba", "y_prob", "probas_pred", "y_pred", 1)
        if not name.startswith("sklearn.metrics.") or given is None:
            continue
        if _is_classes(view, given):
            found.append(
                HardCurve(
                    name=name.rpartition(".")[2], line=view.place(call), text=view.snippet(call), makers=_makers(view, given)
                )
            )  # fmt: skip
        else:
            ranked.add(name.rpartition(".")[2])
    yield from (
        one for one in found if one.name not in ranked
    )  # beside scores it is what is left for models without any


def _is_classes(view: ModuleView, node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        values = view.values(node.id, node)
        return bool(values) and all(_predicts(value) for value in values)
    return _predicts(node)


def _makers(view: ModuleView, node: ast.expr) -> tuple[str, ...]:
    asked = view.values(node.id, node) if isinstance(node, ast.Name) else [node]
    owners = [one.func.value for one in asked if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    return tuple(sorted({name for owner in owners if (name := view.type_of(owner))}))


def _predicts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "predict"


_ONE_CUT = Driver(name="part", value=0.3, unit="x", ref="a figure that is right for one cut-off")


@rule(
    id="COD-027",
    category=Category.CODE,
    debt_type="threshold-dependent validation",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("mlflow",),
    facets=(cut_metrics, hard_curves),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    yield from _given_classes(facts, code)
    if any(map(_CURVE_RUN.search, run_metrics(facts))):
        return
    rows = facts.rows(cut_metrics)
    knowing = {path for path, sites in rows.items() if any(site.name == "curve" for site in sites)}
    found: list[Finding] = []
    for path, sites in rows.items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE or not any(site.is_binary for site in sites):
            continue
        near = {path, *module.imports, *module.imported_by}
        if not (near | _beside(code, module)) & knowing and any(_models(code.modules[one]) for one in near):
            found.append(_finding(module, sites))
    yield from together(
        found, "classifiers judged at one cut-off", "{n} files ({first} first) judge classifiers at one cut-off only."
    )


def _beside(code: CodeBase, module: CodeModule) -> set[str]:
    """Steps of one flow: what the importers of a module take from its own folder, as where one step trains and the next judges."""
    folder = module.path.rpartition("/")[0]
    return {
        path
        for flow in module.imported_by
        if flow in code.modules and code.modules[flow].role not in _OUTSIDE
        for path in code.modules[flow].imports
        if path.rpartition("/")[0] == folder
    }


def _given_classes(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Rankings measured on classes; one for all from two files on."""
    found: list[Finding] = []
    for path, sites in facts.rows(hard_curves).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        own = _own_predictors(code, module)
        rows = [row for row in sites if not (own.intersection(_last(row.makers)) if row.makers else own)]
        if not rows:
            continue
        first = rows[0]
        found.append(
            Finding(
                subject=file_subject(path, first.name),
                title="Ranking is measured on classes",
                message=f"{path}:{first.line} gives {first.name} the classes of predict() instead of scores: it measures one cut-off.",
                line=first.line,
                confidence=Confidence.HIGH,
                severity=Severity.LOW if module.role in ("notebook", "experiment") else None,
                evidence=tuple(Evidence(kind="line", path=path, line=row.line, excerpt=row.text) for row in rows[:8]),
                remediation="Hand over predict_proba(…)[:, 1] or decision_function(…).",
            )
        )
    yield from together(
        found, "rankings measured on classes", "{n} files ({first} first) measure rankings on the classes of predict()."
    )


def _own_predictors(code: CodeBase, module: CodeModule) -> set[str]:
    """Classes with a `predict` of the file and of what it imports."""
    return {
        function.qualname.rpartition(".")[0].rpartition(".")[2]
        for path in (module.path, *module.imports)
        if path in code.modules
        for function in code.modules[path].facts.functions
        if function.qualname.endswith(".predict")
    }


def _last(names: tuple[str, ...]) -> set[str]:
    return {name.rpartition(".")[2] for name in names}


def _models(module: CodeModule) -> bool:
    """A model of its own is fitted or asked; labels that a language model or a person gave have no scores to rank by."""
    return bool(module.facts.training) or any(".predict" in name for name in module.facts.called)


def _finding(module: CodeModule, sites: tuple[CutMetric, ...]) -> Finding:
    names = list(dict.fromkeys(site.name for site in sites))
    path = module.path
    return Finding(
        subject=file_subject(path),
        line=sites[0].line,
        confidence=Confidence.LOW if module.facts.kind == "notebook" or module.role == "experiment" else None,
        drivers=(_ONE_CUT,),
        message=f"{path} evaluates with {', '.join(names[:4])} only; the result depends on one cut-off.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text) for site in sites[:6]
        ),
    )

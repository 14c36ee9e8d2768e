"""Preprocessing is fitted on the test rows too

Detects
-------
A scikit-learn-like transformer (scaler, imputer, selector, vectoriser, encoder, resampler) that is fitted in a function or
notebook on a table that is split only later there: by `train_test_split`, a fold splitter, cross-validation, a parameter
search or a function named split that gives several results. Encoders that use the target, selectors and resamplers are the
worst; scalers and imputers leak less; encoders that only learn a vocabulary hardly at all. Silent for transformers inside a
Pipeline or ColumnTransformer, for fits on a name of training rows, for what happens after a split, for stateless
transformers, and for label encoders on the target.

Why it is debt
--------------
Test rows have shaped the training features, so the published metric is better than the model. Nobody sees it until the model
meets real data.

How to pay it down
------------------
Split first, or put the transformer into a Pipeline so that every fold fits it on its own training rows. Evaluate the
published metric again afterwards.

Example
-------
`X = StandardScaler().fit_transform(X)` and then `train_test_split(X, y)`: debt. `Xtr, Xte = train_test_split(X)`, then
`scaler.fit(Xtr)` and `scaler.transform(Xte)`: clean.

References
----------
Zhang et al. 2022, smell 21 (scaler before split); scikit-learn user guide, "Common pitfalls: data leakage".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    facet,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.sources.python.view import ModuleView

_HIGH = re.compile(
    r"^(?:TargetEncoder|LeaveOneOutEncoder|CatBoostEncoder|WOEEncoder|JamesSteinEncoder|MEstimateEncoder|GLMMEncoder|Select\w+|RFE"
    r"|RFECV|SequentialFeatureSelector|GenericUnivariateSelect|\w*SMOTE\w*|ADASYN|Random(?:Over|Under)Sampler|NearMiss|TomekLinks"
    r"|EditedNearestNeighbours|SMOTETomek|SMOTEENN|BorutaPy)$"
)
_MEDIUM = re.compile(
    r"^(?:\w*Scaler|\w*Imputer|PCA|KernelPCA|IncrementalPCA|TruncatedSVD|FastICA|NMF|FactorAnalysis|TfidfVectorizer|CountVectorizer"
    r"|TfidfTransformer|QuantileTransformer|PowerTransformer|KBinsDiscretizer|VarianceThreshold|CountEncoder|LinearDiscriminantAnalysis)$"
)
_LOW = re.compile(r"^(?:OneHotEncoder|MultiLabelBinarizer|LabelEncoder|OrdinalEncoder|LabelBinarizer|DictVectorizer)$")
_ROOTS = ("sklearn.", "imblearn.", "category_encoders.", "feature_engine.", "cuml.", "boruta.")
_SPLIT_FUNCTIONS = frozenset(
    {
        "sklearn.model_selection.train_test_split", "sklearn.model_selection.cross_val_score",
        "sklearn.model_selection.cross_validate", "sklearn.model_selection.cross_val_predict",
        "sklearn.model_selection.learning_curve", "sklearn.model_selection.validation_curve",
        "sklearn.cross_validation.train_test_split", "dask_ml.model_selection.train_test_split", "cuml.train_test_split",
    }
)  # fmt: skip
_TRAIN_NAME = re.compile(r"train|(?:^|_)tr(?:$|_|n)|(?:^|_)fit(?:$|_)|X_?tr$|fold", re.IGNORECASE)
_TARGET_NAME = re.compile(r"^(?:y|y_\w{1,20}|labels?|targets?|classes|\w*_labels?|\w*_targets?)$", re.IGNORECASE)
_SEVERITIES = {"high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW}
_RANK = {"low": 0, "medium": 1, "high": 2}
_VALIDATES = ("cross_val", "learning_curve", "validation_curve")
_FITS = frozenset({"fit", "fit_transform", "fit_resample", "fit_sample"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A table that a transformer was fitted on and that is split later in the same scope."""

    transformer: str
    level: str
    fit_line: int
    fit_text: str
    split_line: int
    split_text: str
    splitter: str
    variable: str
    scope: str


@facet(Leak, version=1)
def leaks(view: ModuleView) -> Iterator[Leak]:
    """Leaks of each function, and of the module's or notebook's top level."""
    fits: dict[str, list[ast.Call]] = {}
    splits: dict[str, list[ast.Call]] = {}
    words = view.call_table.words
    if _FITS.isdisjoint(words):
        return
    splitting = [word for word in words if "split" in word or word.startswith(_VALIDATES)]
    for call in view.calls_to(_FITS.union(splitting)):
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last in _FITS and (_level(view, call) or _is_search(view, call)):
            chosen = splits if _is_search(view, call) else fits
            chosen.setdefault(view.scope(call), []).append(call)
        elif ("split" in last or last.startswith(_VALIDATES)) and _is_split(view, call, last):
            splits.setdefault(view.scope(call), []).append(call)
    both = fits.keys() & splits.keys()
    assigned: dict[str, list[ast.Assign]] = {scope: [] for scope in both}
    for node in view.nodes(ast.Assign) if both else ():
        if (scope := view.scope(node)) in assigned:
            assigned[scope].append(node)
    for scope in sorted(both):
        yield from _Flow(view, scope, fits[scope], splits[scope], assigned[scope]).leaks()


def _level(view: ModuleView, call: ast.Call) -> str:
    """high, medium or low for a call that fits a transformer; `` for others."""
    method = view.method(call)
    if method is None or not method[0].startswith(_ROOTS):
        return ""
    last = method[0].rpartition(".")[2]
    return "high" if _HIGH.match(last) else "medium" if _MEDIUM.match(last) else "low" if _LOW.match(last) else ""


def _is_search(view: ModuleView, call: ast.Call) -> bool:
    method = view.method(call)
    return method is not None and method[0].startswith("sklearn.model_selection.") and method[1] == "fit"


def _is_split(view: ModuleView, call: ast.Call, last: str) -> bool:
    name = view.name(call.func)
    if name in _SPLIT_FUNCTIONS:
        return True
    method = view.method(call)
    if method is not None:
        return method[0].startswith("sklearn.model_selection.") and method[1] == "split"
    if name is None or ("." in name and name.rpartition(".")[0] in ("re", "np", "numpy", "os.path", "shlex", "torch")):
        return False
    above = view.parent(call)
    several = (
        isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Tuple) and len(above.targets[0].elts) >= 2
    )
    return several and isinstance(call.func, ast.Name) and "split" in last


class _Flow:
    """Straight-line def-use over one scope: which variables hold what a transformer made of all rows."""

    def __init__(
        self, view: ModuleView, scope: str, fits: list[ast.Call], splits: list[ast.Call], assigned: list[ast.Assign]
    ) -> None:
        self._view = view
        self._scope = scope
        self._assigned = assigned
        self._fits = set(fits)
        self._splits = set(splits)
        self._tainted: dict[str, ast.Call] = {}
        self._fitted: dict[str, ast.Call] = {}
        """Variable of a transformer that was fitted on all rows -> where."""

    def leaks(self) -> Iterator[Leak]:
        for node in self._events():
            if isinstance(node, ast.Assign):
                self._assign(node)
                continue
            if node in self._splits:
                if (found := self._split(node)) is not None:
                    yield found
                return  # what is fitted behind the first split is another question
            if node in self._fits and not isinstance(self._view.statement(node), ast.Assign):
                self._fit(node)

    def _events(self) -> list[ast.Call | ast.Assign]:
        """Fits, splits and assignments of the scope in the order in which they run; a value before what it is assigned to."""
        view = self._view
        found: list[ast.Call | ast.Assign] = [*self._fits, *self._splits, *self._assigned]
        return sorted(found, key=lambda n: (view.statement_line(n), isinstance(n, ast.Assign), n.lineno, n.col_offset))

    def _fit(self, call: ast.Call) -> None:
        """`scaler.fit(X)`: what it transforms from now on has seen all rows."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and self._counts(call):
            self._fitted[owner.id] = call

    def _counts(self, call: ast.Call) -> bool:
        """Whether a fit sees more than training rows, and more than the target."""
        if not call.args:
            return False
        name = _root(call.args[0])
        if name is None or _TRAIN_NAME.search(name):
            return False
        low = _level(self._view, call) == "low"
        column = self._view.constant(call.args[0].slice) if isinstance(call.args[0], ast.Subscript) else None
        about = column if isinstance(column, str) else name
        return not (low and _TARGET_NAME.match(about))

    def _assign(self, node: ast.Assign) -> None:
        source = self._source(node.value)
        for target in node.targets:
            for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                name = _root(part)
                if name is None:
                    continue
                if source is not None and not (
                    isinstance(part, ast.Name) and _TARGET_NAME.match(name) and _is_label(self._view, source)
                ):
                    self._tainted[name] = source
                elif isinstance(part, ast.Name):
                    self._tainted.pop(name, None)

    def _source(self, value: ast.expr) -> ast.Call | None:
        """The fit that shaped a value: in the expression itself, by a fitted transformer, or through a tainted variable."""
        stack: list[ast.AST] = [value]
        for _ in range(400):
            if not stack:
                break
            node = stack.pop()
            if isinstance(node, ast.Call):
                if node in self._fits:
                    if self._counts(node) and isinstance(node.func, ast.Attribute) and node.func.attr != "fit":
                        return node
                    continue
                match node.func:
                    case ast.Attribute(value=ast.Name(id=owner), attr="transform") if owner in self._fitted:
                        return self._fitted[owner]
                    case _:
                        pass
            if isinstance(node, ast.Name) and node.id in self._tainted:
                return self._tainted[node.id]
            stack.extend(ast.iter_child_nodes(node))
        return None

    def _split(self, call: ast.Call) -> Leak | None:
        given = [*call.args, *(k.value for k in call.keywords if k.arg in ("X", "arrays", "data"))]
        for argument in given:
            source = self._source(argument)
            if source is None:
                continue
            view = self._view
            method = view.method(source)
            return Leak(
                transformer=(method[0] if method else "").rpartition(".")[2],
                level=_level(view, source),
                fit_line=view.place(source),
                fit_text=view.snippet(source),
                split_line=view.place(call),
                split_text=view.snippet(call),
                splitter=view.called(call) or "split",
                variable=_root(argument) or "",
                scope=self._scope,
            )
        return None


def _is_label(view: ModuleView, source: ast.Call) -> bool:
    return _level(view, source) == "low"


def _root(node: ast.AST) -> str | None:
    """`df` of `df[cols]`, `df.values`, `df.drop(columns=…)`."""
    for _ in range(30):
        match node:
            case ast.Name(id=name):
                return name
            case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.Starred(value=value):
                node = value
            case ast.Call(func=ast.Attribute(value=value)):
                node = value
            case _:
                return None
    return None


@rule(
    id="COD-002",
    category=Category.CODE,
    debt_type="data leakage",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    credits=("CR-07",),
    facets=(leaks,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per function or file with a leak."""
    code = facts.one(CodeBase)
    if code is None:
        return
    for path, found in facts.rows(leaks).items():
        module = code.modules.get(path)
        if module is None or module.role in ("test", "docs", "example", "vendored", "generated"):
            continue
        for leak in found:
            yield _finding(path, leak)


def _finding(path: str, leak: Leak) -> Finding:
    return Finding(
        subject=file_subject(path, leak.scope or None),
        line=leak.fit_line,
        end_line=leak.split_line if leak.split_line >= leak.fit_line else None,
        severity=_SEVERITIES[leak.level],
        message=(
            f"{leak.transformer} is fitted at line {leak.fit_line} on data that is split only at line {leak.split_line};"
            " test rows shape the training features."
        ),
        evidence=(
            Evidence(kind="line", path=path, line=leak.fit_line, ref=leak.transformer, excerpt=leak.fit_text),
            Evidence(kind="line", path=path, line=leak.split_line, ref=leak.splitter, excerpt=leak.split_text),
        ),
        tags=("leakage",),
    )

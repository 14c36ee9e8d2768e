"""Features are computed twice, to train and serve

Detects
-------
A function reached by serving code and another one outside it that compute the same features: both assign the same three
or more columns in the same way, or carry the same feature-like name and resemble each other, or are seven tenths alike
over eight statements; or both derive one column of the same name from the same two others (`saving_rate = bank_balance / annual_salary`).
Constants are compared too: a threshold that differs between the copies is what hurts. Serving code
that imports the training side's function is clean, unless it makes the same columns again in a function of the same name.

Why it is debt
--------------
The model is trained on one definition and asked with another. The two drift apart with the first change that reaches only
one of them, predictions get worse, and no test and no metric of training shows it.

How to pay it down
------------------
Ship one transform (a packaged function, a scikit-learn Pipeline saved with the model, a feature store) and import it on
both sides. Until then, add a test that runs both on the same rows and compares.

Example
-------
Debt: `train.py: df["senior"] = df.age > 65` beside `api.py: row["senior"] = row.age > 60`, with two more such columns.

Clean: `api.py: from features import build`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015. Breck et al., The ML Test Score, 2017 (training
and serving features compute the same values). Google, Rules of Machine Learning, rule 32.
"""

from __future__ import annotations

import ast
import difflib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    facet,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.formulas import Formula, formulas
from debtscope_collectors.sources.python.likeness import likeness, numbers, shape, sketch
from debtscope_collectors.sources.python.view import ModuleView

_FEATURE_NAME = regex(
    r"(?:^|_)(?:clean\w*|pre_?process\w*|features?|featuri[sz]e\w*|encode\w*|normali[sz]e\w*|tokeni[sz]e\w*|scale\w*"
    r"|transform\w*|prepare\w*|extract\w*|impute\w*|vectori[sz]e\w*|engineer\w*)(?:_|$)"
)
_NO_FEATURE = regex(
    r"(?:^|_)(?:drift|history|report|plot|monitor\w*|metrics?|importances?|test|split|save|store|log|logs|names|columns|alerts?|dashboard"
    r"|load|read|fetch|select|list)(?:_|$)"
)
_METRIC = regex(
    r"^(?:f1|precision|recall|accuracy|auc|roc_auc|pr_auc|loss|rmse|mae|mape|r2|support|num_samples|threshold|score|model\w*)$"
)
_COMMON = frozenset(
    {"transform", "fit_transform", "preprocess", "prepare", "encode", "tokenize", "normalize", "scale", "extract"}
)
_STATEMENTS = (*ast.stmt.__subclasses__(),)
_SHOWN = 4
_FEWEST_COLUMNS = 3
_BY_COLUMNS = "both assign"
"""How the reason of a pair begins that is told by its columns."""
_FEWEST_STATEMENTS = 8
_SAME_SHAPE = 2 / 3
_DEPTH = 6
_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})


@frozen
class Column:
    """One assigned column."""

    name: str
    shape: int
    numbers: tuple[str, ...]


@frozen
class Transform:
    """A function (or the module's own level) that computes features."""

    scope: str
    line: int
    statements: int
    columns: tuple[Column, ...]
    sketch: tuple[int, ...]
    """Empty where nothing is compared step by step."""
    is_method: bool


@facet(Transform, version=3, tests=False)
def transforms(view: ModuleView) -> Iterator[Transform]:
    """Functions that assign columns or have a feature-like name."""
    columns = _columns(view)
    for function in view.functions:
        name = view.qualname(function)
        own = columns.pop(name, [])
        if not (own or _is_named(function.name)) or _NO_FEATURE.search(function.name):
            continue
        starts = view.once(_starts)
        statements = bisect_right(starts, view.end(function)) - bisect_left(starts, function.lineno) - 1
        found = Transform(
            scope=name,
            line=view.place(function),
            statements=statements,
            columns=tuple(own),
            sketch=(),
            is_method=isinstance(view.parent(function), ast.ClassDef),
        )
        yield replace(found, sketch=sketch(function.body)) if _is_comparable(found) else found
    own = columns.get("", [])
    if len(own) >= _FEWEST_COLUMNS:
        yield Transform(scope="", line=1, statements=0, columns=tuple(own), sketch=(), is_method=False)


@lru_cache(16_384)
def _is_named(name: str) -> bool:
    return _FEATURE_NAME.search(name) is not None


def _starts(view: ModuleView) -> list[int]:
    """The first lines of all statements, sorted: those between a function's lines are the function's, and itself."""
    return sorted(node.lineno for kind in _STATEMENTS for node in view.nodes(kind))


def _columns(view: ModuleView) -> dict[str, list[Column]]:
    """Assigned columns by the scope in which they are assigned."""
    found: dict[str, list[Column]] = {}
    for node in view.item_assigns:
        for target in node.targets:
            name = _column(target)
            if name is not None and not isinstance(node.value, ast.Constant):
                found.setdefault(view.scope(node), []).append(_made(view, name, node.value))
    for call in view.calls_to(("assign", "with_columns", "withColumns")):
        if isinstance(call.func, ast.Attribute):
            for keyword in call.keywords:
                if keyword.arg:
                    found.setdefault(view.scope(call), []).append(_made(view, keyword.arg, keyword.value))
    return found


def _made(view: ModuleView, name: str, value: ast.expr) -> Column:
    return Column(name=name, shape=shape(value), numbers=numbers(view, value))


def _column(target: ast.AST) -> str | None:
    """The column of `df["x"] =` and `df.loc[:, "x"] =`."""
    if not isinstance(target, ast.Subscript):
        return None
    key = target.slice.elts[-1] if isinstance(target.slice, ast.Tuple) and target.slice.elts else target.slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) and len(key.value) < 80 else None


@frozen(kw_only=False)
class _Trained:
    """A module of training, made ready once for every serving function that is held against it."""

    path: str
    found: Sequence[Transform]
    columns: Mapping[str, tuple[Column, Transform]]
    """By name, each with the function that assigns it last."""
    comparable: Sequence[Transform]
    """Those that are compared step by step."""

    @classmethod
    def of(cls, path: str, found: Sequence[Transform]) -> _Trained:
        columns = {column.name: (column, one) for one in found for column in one.columns}
        return cls(path, found, columns, [one for one in found if one.sketch and _is_comparable(one)])


@frozen(kw_only=False)
class _Pair:
    """A serving function and its twin."""

    serving: tuple[str, Transform]
    training: tuple[str, Transform]
    alike: float
    diverging: tuple[str, ...]
    """What differs, in words."""
    reason: str


@rule(
    id="COD-010",
    category=Category.CODE,
    debt_type="training-serving skew, duplicated feature code",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git",),
    credits=("CR-07",),
    facets=(transforms, formulas),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None or served is None or code.is_library or not _trains(code):
        return
    rows = {p: r for p, r in facts.rows(transforms).items() if p in code.modules}
    shared = _of_training(code, frozenset({"production", "script"}))
    training = [_Trained.of(path, rows[path]) for path in sorted(_training_side(code) & rows.keys())]
    pairs: dict[tuple[str, str, int], list[_Pair]] = {}
    told: set[tuple[str, str]] = set()
    twins: dict[tuple[str, str], list[_Pair]] = {}
    for closure in served.closures.values():
        for path in sorted((closure & rows.keys()) - shared):
            for own in rows[path]:
                if (path, own.scope) in told:
                    continue
                place = (path, own.scope, own.line)
                if place not in pairs:  # what serves is often in the closures of many
                    pairs[place] = list(_pairs(path, own, training))
                apart = (pair for pair in pairs[place] if pair.training[0] not in closure or _is_double(pair))
                if best := max(apart, key=lambda pair: pair.alike, default=None):
                    told.add((path, own.scope))
                    twins.setdefault((path, best.training[0]), []).append(best)
    for found in twins.values():
        yield _of_files(found, facts.one(GitHistory))
    yield from _same_formulas(facts, code, served, shared, {path for path, _ in told})


def _is_double(pair: _Pair) -> bool:
    """Whether a serving function makes the columns of its namesake although its program has that at hand, imported for something else."""
    (path, own), (other_path, other) = pair.serving, pair.training
    is_namesake = own.scope.rpartition(".")[2] == other.scope.rpartition(".")[2]
    return path != other_path and is_namesake and pair.reason.startswith(_BY_COLUMNS)


def _of_files(found: list[_Pair], history: GitHistory | None) -> Finding:
    """Functions of one file that have their twins in one other are one copy; what is inside of a function goes with it."""
    scopes = {pair.serving[1].scope for pair in found}
    whole = [
        pair
        for pair in found
        if not any(pair.serving[1].scope.startswith(f"{scope}.") for scope in scopes if scope)
        or pair.serving[1].is_method
    ] or found
    first = _finding(max(whole, key=lambda pair: (bool(pair.diverging), pair.serving[1].statements)), history)
    if len(whole) == 1:
        return first
    names = listed(sorted(pair.serving[1].scope or "the top level" for pair in whole), _SHOWN)
    more = [one for pair in whole for one in _finding(pair, history).evidence[:2]]
    return replace(
        first,
        message=f"{first.message.rstrip('.')}; {len(whole)} functions of these two files are such pairs ({names}).",
        evidence=(*first.evidence, *(one for one in more if one not in first.evidence)),
        occurrences=1 + 0.25 * (len(whole) - 1),  # the module that holds the first takes the others too
    )


def _same_formulas(
    facts: Facts, code: CodeBase, served: ServedCode, shared: frozenset[str], told: set[str]
) -> Iterator[Finding]:
    """One column that serving derives from two others as training does, under the same name: one item for all of them."""
    rows = {path: found for path, found in facts.rows(formulas).items() if path in code.modules}
    trained = _training_side(code)
    pairs: dict[tuple[str, int], tuple[str, Formula, str, Formula]] = {}
    for closure in served.closures.values():
        made = {
            (one.name, one.formula): (path, one)
            for path in sorted(trained & rows.keys() - closure)
            for one in rows[path]
            if one.is_column
        }
        for path in sorted((closure & rows.keys()) - shared - told):
            for own in rows[path]:
                if twin := made.get((own.name, own.formula)):
                    pairs.setdefault((path, own.line), (path, own, *twin))
    if not pairs:
        return
    path, own, other_path, other = min(pairs.values(), key=lambda pair: (pair[0], pair[1].line))
    names = list(dict.fromkeys(f"{one.name} = {one.formula}" for _, one, _, _ in pairs.values()))
    yield Finding(
        subject=Subject(
            kind="function-pair", name=f"{other_path}|{path}|formulas", path=path, symbol=f"{own.scope}|{other_path}"
        ),
        line=own.line,
        severity=Severity.HIGH,
        message=f"{other_path}:{other.line} and {path}:{own.line} each compute {', '.join(names[:3])}"
        f"{' …' if len(names) > 3 else ''}, in {len(pairs) + 1} places: one changes, the other does not.",
        evidence=tuple(
            Evidence(kind="line", path=place, line=one.line, ref=f"{one.name} = {one.formula}")
            for pair in list(pairs.values())[:4]
            for place, one in (pair[:2], pair[2:])
        ),
        occurrences=float(len(names)),
        drivers=(Driver(name="diverged", value=0.5, unit="x", ref="the same formula in both"),),
    )


def _trains(code: CodeBase) -> bool:
    return any(m.facts.training for m in code.modules.values() if m.role not in _ASIDE)


def _of_training(code: CodeBase, roles: frozenset[str]) -> frozenset[str]:
    """Modules that train, and what they import: code that both sides use is one definition."""
    found: set[str] = set()
    for path, module in code.modules.items():
        if module.facts.training and module.role in roles:
            found.update(code.closure(path, _DEPTH))
    return frozenset(found)


def _training_side(code: CodeBase) -> frozenset[str]:
    """Where the features of training may be made: what training imports, and steps of the pipeline before it."""
    steps = {
        path
        for path, module in code.modules.items()
        if module.role not in _ASIDE and module.facts.features and not module.facts.serving and _is_step(path, module)
    }
    trained = _of_training(code, frozenset({"production", "script", "notebook", "experiment"}))
    return frozenset(path for path in trained | steps if code.modules[path].role not in _ASIDE)


def _is_step(path: str, module: CodeModule) -> bool:
    """A step of a pipeline by what runs it, or by its name."""
    entry = module.entry or ""
    return (
        entry.startswith(("dvc:", "dag:", "pipeline:", "make:", "ci:"))
        or _FEATURE_NAME.search(path.rpartition("/")[2].removesuffix(".py")) is not None
    )


def _pairs(path: str, own: Transform, training: Sequence[_Trained]) -> Iterator[_Pair]:
    """Everything in training that does the same, in the order of the modules."""
    mine = {column.name: column for column in own.columns if not _METRIC.match(column.name)}
    comparable = own.sketch and _is_comparable(own)
    for other in training:
        if len(mine) >= _FEWEST_COLUMNS and (pair := _by_columns(path, own, mine, other)):
            yield pair
        for one in other.comparable if comparable else ():
            if pair := _by_likeness(path, own, other.path, one):
                yield pair


def _by_columns(path: str, own: Transform, mine: Mapping[str, Column], other: _Trained) -> _Pair | None:
    """The columns of a serving function against all those of another module."""
    theirs = other.columns
    shared = sorted(mine.keys() & theirs.keys())
    if len(shared) < _FEWEST_COLUMNS or len(shared) < 0.8 * min(len(mine), len(theirs)):
        return None
    same = [name for name in shared if mine[name].shape == theirs[name][0].shape]
    if len(same) < _SAME_SHAPE * len(shared):
        return None
    counts = {t.scope: sum(theirs[name][1] is t for name in shared) for t in other.found}
    twin = max(other.found, key=lambda t: (counts[t.scope], -t.line))
    diverging = tuple(
        f"{name}: {_differs(mine[name], theirs[name][0])}"
        for name in shared
        if mine[name].shape != theirs[name][0].shape or mine[name].numbers != theirs[name][0].numbers
    )
    alike = sum(mine[n].shape == theirs[n][0].shape and mine[n].numbers == theirs[n][0].numbers for n in shared)
    reason = f"{_BY_COLUMNS} {', '.join(shared[:6])}"
    return _Pair((path, own), (other.path, twin), (alike + len(same)) / 2 / len(shared), diverging, reason)


def _differs(mine: Column, theirs: Column) -> str:
    if mine.shape != theirs.shape:
        return "another expression"
    pairs = [f"{a} against {b}" for a, b in zip(mine.numbers, theirs.numbers, strict=False) if a != b]
    return ", ".join(pairs) or "other constants"


def _names_features(one: Transform) -> bool:
    return not one.is_method and _is_named(one.scope.rpartition(".")[2])


def _is_comparable(one: Transform) -> bool:
    """Whether it may be told by its steps: they are a transform's by its name or its size."""
    return _names_features(one) or _is_big(one)


def _is_big(one: Transform) -> bool:
    return bool(one.columns) and one.statements >= _FEWEST_STATEMENTS


def _by_likeness(path: str, own: Transform, other_path: str, other: Transform) -> _Pair | None:
    big, named = _is_big(own) and _is_big(other), _names_features(own) and _names_features(other)
    if not named and not big:
        return None
    mine, theirs = own.scope.rpartition(".")[2], other.scope.rpartition(".")[2]
    if mine == theirs:
        least = 0.5 if mine in _COMMON else 0.3
    else:
        close = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
        least = 0.5 if named and close.real_quick_ratio() >= 0.8 and close.ratio() >= 0.8 else 2.0
    if least > 1 and not big:
        return None  # told by the names alone: most pairs never have their shapes compared
    alike = likeness(own.sketch, other.sketch)
    if not (named and alike >= least) and not (big and alike >= 0.7):
        return None
    differs = () if alike == 1.0 else (f"{1 - alike:.0%} of the statements' shapes",)
    return _Pair((path, own), (other_path, other), alike, differs, "the same steps in both")


def _finding(pair: _Pair, history: GitHistory | None) -> Finding:
    (path, own), (other_path, other) = pair.serving, pair.training
    here, there = _place(path, own), _place(other_path, other)
    count = len(pair.diverging)
    diverged = f"{count} of them diverge" if count else "they are still equal"
    if pair.reason.startswith(_BY_COLUMNS):
        what = f"{pair.reason}; {diverged}" + (f" ({'; '.join(pair.diverging[:3])})" if count else "")
    else:
        what = f"{pair.alike:.0%} alike"
    dates = [(p, history.last_touch(p)) for p in (other_path, path)] if history else []
    return Finding(
        subject=Subject(kind="function-pair", name=f"{there}|{here}", path=path, symbol=f"{own.scope}|{there}"),
        line=own.line,
        # A notebook may not be what trains the served model.
        severity=Severity.CRITICAL if pair.diverging and not other_path.endswith(".ipynb") else Severity.HIGH,
        message=f"{there} and {here} compute the same features separately: {what}.",
        evidence=(
            Evidence(kind="line", path=path, line=own.line, ref=own.scope, value=pair.reason),
            Evidence(kind="line", path=other_path, line=other.line, ref=other.scope or "module level"),
            *(Evidence(kind="difference", path=path, line=own.line, value=words) for words in pair.diverging[:10]),
            *(
                Evidence(kind="commit", path=p, ref=commit.sha, value=f"last changed {commit.at.date()}")
                for p, commit in dates
                if commit is not None
            ),
        ),
        drivers=(
            Driver(name="diverged", value=1.0 if pair.diverging else 0.5, unit="x", ref="comparison of both functions"),
        ),
    )


def _place(path: str, one: Transform) -> str:
    return f"{path}::{one.scope}" if one.scope else path

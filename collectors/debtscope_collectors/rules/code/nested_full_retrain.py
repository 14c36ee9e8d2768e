"""Retraining and scoring cost grows as models times batches

Detects
-------
In project code that trains or predicts: a loop over models, tenants, regions, stores or the like, with a loop over batches, days,
files or partitions inside, in which preprocessing or loading is called on what does not depend on the outer loop; or a loop over
such a list in which a full training is given data that does not depend on the loop. Known lengths of literal lists are multiplied.
Left out: loops over candidates that are compared (a literal collection of estimators, or anything named models that is fitted), hyperparameters, folds, seeds and epochs,
mini-batches of a data loader, fewer than five members of a literal list, and updates by `partial_fit` or `warm_start`. Loops that
run in parallel are low.

Why it is debt
--------------
Each new model and each new batch multiplies the work: the night becomes too short long before anybody looks at the bill, and the
same preprocessing runs once per model.

How to pay it down
------------------
Prepare the data once, before the loop over models; retrain only models whose trigger fired, or incrementally; consider one model
with the segment as a feature.

Example
-------
`for model in deployed: for batch in batches: X = preprocess(batch); model.predict(X)`.

References
----------
Sculley et al. 2015, section 7; Bogner et al. 2021, "Characterizing technical debt and antipatterns in AI-based systems".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

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
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.libraries import role_of
from debtscope_collectors.sources.python.view import ModuleView

_UNITS = regex(
    r"(?:^|_)(?:deployed|models?|tenants?|regions?|segments?|customers?|clients?|stores?|shops?|countr(?:y|ies)|markets?|sites?|skus?|products?)$",
    re.I,
)
_BATCHES = regex(r"(?:^|_)(?:batch(?:es)?|days?|dates|weeks?|partitions?|chunks?|files|shards?)$", re.I)
_NO_BATCHES = regex(r"loader|epoch|generator|dataset\w*$|sampler", re.I)
_PREPARES = regex(
    r"^(?:pre_?process\w*|prepare\w*|clean\w*|featuri[sz]e\w*|build_features|make_features|transform|feature_engineering|read_\w+|load_(?:data|frame|batch)\w*)$",
    re.I,
)
_TRAINS = regex(r"^(?:re_?train\w*|train_model|train_full|fit)$", re.I)
_NO_LOOP = regex(
    r"fold|split|seed|param|grid|trial|epoch|alpha|candidate|estimator|classifier|regressor|algorithm|baseline|compar|benchmark",
    re.I,
)
_PARALLEL = regex(r"joblib|concurrent\.futures|multiprocessing|ray|dask")
_CANDIDATES = regex(r"^(?!.*deployed).*models?$", re.I)
_LEAST = 5


@frozen
class ModelLoop:
    """One loop over models or what there is one model of."""

    line: int
    inner: int | None
    """Line of the loop over batches; None where a full training is repeated."""
    scope: str
    call: str
    at: int
    """Line of the call that is repeated."""
    over: str
    size: int | None
    batches: int | None
    is_parallel: bool


@facet(ModelLoop, version=2, tests=False)
def model_loops(view: ModuleView) -> Iterator[ModelLoop]:
    """The loops of one file, the outer ones."""
    loops = [
        loop for loop in view.nodes(ast.For) if _UNITS.search(_told(view, loop.iter)) and not _is_choice(view, loop)
    ]
    for loop in loops:
        inside = [node for node in ast.walk(loop) if isinstance(node, (ast.For, ast.Call))]
        depends = _depending(loop)
        found = _nested(view, loop, inside, depends) or _full(view, loop, inside, depends)
        if found is not None:
            yield found


def _told(view: ModuleView, node: ast.expr) -> str:
    """The last name of what is looped over."""
    for _ in range(6):
        match node:
            case ast.Name(id=name):
                return (view.name(node) or name).rpartition(".")[2]
            case ast.Attribute(attr="items" | "values" | "keys", value=inner):
                node = inner
            case ast.Attribute(attr=name):
                return name
            case ast.Call(func=ast.Name(id="enumerate" | "sorted" | "list" | "tqdm" | "reversed"), args=[first, *_]):
                node = first
            case ast.Call(func=func):
                node = func
            case _:
                return ""
    return ""


def _is_choice(view: ModuleView, loop: ast.For) -> bool:
    """Candidates that are compared, or a short literal list."""
    if _NO_LOOP.search(_told(view, loop.iter)) or _NO_LOOP.search(view.scope(loop)):
        return True
    for value in _values(view, loop.iter):
        parts = _parts(value)
        if parts is not None:
            made = any(
                isinstance(p, ast.Call) and role_of(view.name(p.func) or "") for part in parts for p in ast.walk(part)
            )
            if made or len(parts) < _LEAST:
                return True
    return False


def _values(view: ModuleView, node: ast.expr) -> list[ast.AST]:
    for _ in range(4):
        match node:
            case ast.Call(func=ast.Attribute(value=inner)):
                node = inner
            case ast.Call(args=[first, *_]):
                node = first
            case _:
                break
    return view.values(node.id, node) if isinstance(node, ast.Name) else [node]


def _parts(node: ast.AST) -> list[ast.expr] | None:
    if isinstance(node, ast.Dict):
        return node.values
    return node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else None


def _depending(loop: ast.For) -> set[str]:
    """Names that the loop variable reaches inside the loop."""
    names = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    assigns = [n for n in ast.walk(loop) if isinstance(n, (ast.Assign, ast.AugAssign, ast.For, ast.With))]
    for _ in range(4):
        before = len(names)
        for node in assigns:
            if isinstance(node, ast.Assign):
                value, targets = node.value, node.targets
            elif isinstance(node, ast.AugAssign):
                value, targets = node.value, [node.target]
            elif isinstance(node, ast.For):
                value, targets = node.iter, [node.target]
            else:
                continue
            if any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(value)):
                names |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        if len(names) == before:
            break
    return names


def _uses(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))


def _nested(view: ModuleView, loop: ast.For, inside: list[ast.For | ast.Call], depends: set[str]) -> ModelLoop | None:
    for inner in inside:
        if not isinstance(inner, ast.For) or inner is loop or not _BATCHES.search(_told(view, inner.iter)):
            continue
        if _NO_BATCHES.search(_told(view, inner.iter)) or _uses(inner.iter, depends):
            continue
        for call in ast.walk(inner):
            if (
                isinstance(call, ast.Call)
                and _PREPARES.match(_last(view, call))
                and call.args
                and not _uses(call, depends)
            ):
                return _loop(view, loop, inner, call)
    return None


def _full(view: ModuleView, loop: ast.For, inside: list[ast.For | ast.Call], depends: set[str]) -> ModelLoop | None:
    """A training whose data does not depend on the loop; `fit` must be given samples and targets. Loops over `models` are
    left out here: in real code they are candidates that are compared on one training set."""
    if _CANDIDATES.search(_told(view, loop.iter)):
        return None
    for call in inside:
        if not isinstance(call, ast.Call) or not _TRAINS.match(_last(view, call)):
            continue
        data = [a for a in (*call.args, *(k.value for k in call.keywords)) if not _uses(a, depends)]
        if _last(view, call) == "fit" and (
            len(call.args) < 2 or len(data) < 2 or any(k.arg == "warm_start" for k in call.keywords)
        ):
            continue
        named = [a for a in data if isinstance(a, (ast.Name, ast.Attribute))]
        if named and (_last(view, call) == "fit" or any(_uses(a, depends) for a in call.args)):
            return _loop(view, loop, None, call)
    return None


def _last(view: ModuleView, call: ast.Call) -> str:
    """The last name of what is called, as it is where it comes from."""
    written = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    return (view.name(call.func) or written).rpartition(".")[2] if isinstance(call.func, ast.Name) else written


def _loop(view: ModuleView, loop: ast.For, inner: ast.For | None, call: ast.Call) -> ModelLoop:
    sizes = [_size(view, one) if one is not None else None for one in (loop, inner)]
    return ModelLoop(
        line=loop.lineno, inner=inner.lineno if inner else None, scope=view.scope(loop), call=_last(view, call), at=call.lineno,
        over=_told(view, loop.iter), size=sizes[0], batches=sizes[1],
        is_parallel=any(_PARALLEL.search(view.name(node) or "") for node in (loop.iter,)),
    )  # fmt: skip


def _size(view: ModuleView, loop: ast.For) -> int | None:
    lengths = [len(parts) for value in _values(view, loop.iter) if (parts := _parts(value)) is not None]
    return lengths[0] if len(lengths) == 1 else None


@rule(
    id="COD-013",
    category=Category.CODE,
    debt_type="scalability debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("mlflow",),
    facets=(model_loops,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per loop."""
    code = facts.one(CodeBase)
    if code is None:
        return
    for path, rows in sorted(facts.rows(model_loops).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path) or code.is_library:
            continue
        for row in rows:
            yield _finding(path, row)


def _finding(path: str, row: ModelLoop) -> Finding:
    known = f" ({row.size} x {row.batches} = {row.size * row.batches} times)" if row.size and row.batches else ""
    message = (
        f"{path}:{row.line} repeats {row.call} for every one of {row.over} and every batch{known}, though it does not depend on {row.over}."
        if row.inner
        else f"{path}:{row.line} trains anew for every one of {row.over}{f' ({row.size})' if row.size else ''}, each time on the same data."
    )
    return Finding(
        subject=file_subject(path, row.scope or "module"),
        line=row.line,
        message=message,
        evidence=(
            Evidence(kind="line", path=path, line=row.line, ref=row.over, excerpt=f"loop over {row.over}"),
            *((Evidence(kind="line", path=path, line=row.inner, ref="batches", excerpt="loop over batches"),) if row.inner else ()),
            Evidence(kind="line", path=path, line=row.at, ref=row.call, excerpt=f"calls {row.call}"),
        ),
        severity=Severity.LOW if row.is_parallel else None,
    )  # fmt: skip

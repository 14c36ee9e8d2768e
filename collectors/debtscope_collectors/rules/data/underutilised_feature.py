"""Feature is produced or loaded but contributes nothing

Detects
-------
A feature whose importance is below 0.1 % of the total in each of the last three or more runs that logged importances (a JSON or
CSV artefact with `importance` in its name), and in every served version's. Levels of one encoded category (`city_rome`,
`city_oslo`, …) are judged together: a rare level that weighs nothing is no useless source. More than eight such features of a
store are one item.

Also an input of a model that has one value, or none in 95 of 100 rows, in a committed table which its training code reads (low
confidence where only the first rows were looked at); and fields of a Feast view that no fetch asks for, where every fetch of the
store names its features one by one. Columns that a selection reads and nothing uses are not judged: a frame is too often handed on
whole. Pairs that say the same are not either, for no tool exports a matrix of correlations that could be read.

Why it is debt
--------------
Each input has a producer, a delay, a licence and a way to break. A feature that contributes nothing still pages somebody when
its table is late, still has to be computed in serving, and may still hold personal data.

How to pay it down
------------------
Retrain once without it and compare; then delete the feature and, if it was the last use, the source.

Example
-------
`holiday_flag` with importance 0 in five runs, because the code that fills it writes 0.

References
----------
Sculley et al. 2015, "Underutilized data dependencies". ML Test Score, D2 and D3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.registry import registered
from debtscope_collectors.sources.datafiles.facts import TableProfile
from debtscope_collectors.sources.feast.facts import FeatureStore, FeatureView
from debtscope_collectors.sources.mlflow.facts import MlflowStore

SHARE = 0.001
FEWEST = 3
FOLD = 8
SHOWN = 5
_MANY_ROWS = 1000
"""Of a table that is looked at in part; sorted by day, its first rows may share what later ones do not."""
LEVELS = 3
"""So many features with one stem are levels of a category."""
_SIDE = frozenset({"test", "docs", "example", "vendored", "generated"})


@frozen
class _Idle:
    """A feature that contributes nothing, with (run, share) of each run that tells, newest first."""

    name: str
    shares: tuple[tuple[str, float], ...]


@rule(
    id="DAT-017",
    category=Category.DATA,
    debt_type="underutilised data dependency",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("mlflow", "python", "datafiles", "feast"),
)
def check(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    seen: set[str] = set()
    for store in facts.all(MlflowStore):
        served = {one.served.run_id for one in registered(facts) if one.store is store and one.served}
        idle = [one for one in _idle(store, served) if one.name not in seen]
        seen.update(one.name for one in idle)
        if len(idle) > FOLD:
            yield _folded(store, idle)
            continue
        for one in idle:
            yield _finding(store, code, one)
    yield from _constant(facts, code, seen)
    for feast in facts.all(FeatureStore):
        yield from _unasked(feast)


def _constant(facts: Facts, code: CodeBase | None, seen: set[str]) -> Iterator[Finding]:
    """Inputs of models that say nothing in the table they are trained on."""
    inventory = facts.one(ModelInventory)
    tables = [one for one in facts.all(TableProfile) if (one.constant or one.empty) and not is_aside(one.path)]
    for model in inventory.models if inventory and tables else ():
        trained = [
            code.modules[p] for p in (model.training.code if model.training else ()) if code and p in code.modules
        ]
        read = {
            access.target.rpartition("/")[2] for module in trained for access in module.facts.reads if access.target
        }
        for table in tables:
            if table.path.rpartition("/")[2] not in read or not (table.is_whole or table.rows >= _MANY_ROWS):
                continue
            for column in (*table.constant, *table.empty):
                if column in model.inputs and column not in seen:
                    seen.add(column)
                    yield _same_everywhere(model.name, column, table)


def _same_everywhere(model: str, column: str, table: TableProfile) -> Finding:
    rows = f"{'all' if table.is_whole else 'the first'} {table.rows:,} rows"
    how = "the same value in" if column in table.constant else "no value in 95 of 100 of"
    return Finding(
        subject=Subject(kind="feature", name=column, path=table.path, symbol=column),
        message=f"{column}, an input of {model}, has {how} {rows} of {table.path}.",
        line=1,
        evidence=(
            Evidence(kind="column", path=table.path, line=1, ref=column, value=table.rows, excerpt=f"{how} {rows}"),
        ),
        severity=None if table.is_whole else Severity.LOW,
        confidence=None if table.is_whole else Confidence.LOW,
    )


def _unasked(store: FeatureStore) -> Iterator[Finding]:
    """Fields that are computed and stored, and that no fetch of the repository names."""
    if store.unread_fetches or not store.fetches:
        return
    asked = {reference for _, fetch in store.fetches for reference in fetch.references}
    derived = {name for view in store.views for name in view.definition.uses}
    for view in store.views:
        names = {field.name for field in view.definition.fields}
        mine = {one.partition(":")[2] for one in asked if one.partition(":")[0] == view.name}
        whole = {view.name, view.definition.variable} & (asked | derived)
        idle = sorted(names - mine)
        if mine and idle and not whole and not view.services and not view.is_demo and not is_aside(view.path):
            yield _never_asked(view, idle, len(names))


def _never_asked(view: FeatureView, idle: Sequence[str], of: int) -> Finding:
    fetches = (*view.online_fetches, *view.offline_fetches)
    shown = ", ".join(idle[:SHOWN]) + (" …" if len(idle) > SHOWN else "")
    return Finding(
        subject=Subject(kind="feature-view", name=view.name, path=view.path, symbol=view.name),
        message=f"{len(idle)} of {of} features of {view.name} are computed and asked for by nobody: {shown}.",
        line=view.definition.line,
        evidence=(
            Evidence(kind="line", path=view.path, line=view.definition.line, ref=view.name),
            *(Evidence(kind="line", path=path, line=line, ref="asks for others") for path, line in fetches[:SHOWN]),
        ),
        severity=Severity.LOW,
        occurrences=float(len(idle)),
    )


def _idle(store: MlflowStore, served: set[str | None]) -> list[_Idle]:
    runs = [(run, store.runs.get(run)) for run in store.feature_importance]
    order = sorted(
        runs, key=lambda pair: (str(pair[1].start) if pair[1] and pair[1].start else "", pair[0]), reverse=True
    )
    shares: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for run, _ in order:
        for feature, share in _shares(store.feature_importance[run]).items():
            shares[feature].append((run, share))
    found: list[_Idle] = []
    for feature, told in sorted(shares.items()):
        last = told[:FEWEST]
        is_idle = len(last) == FEWEST and all(share < SHARE for _, share in last)
        if is_idle and all(share < SHARE for run, share in told if run in served):
            found.append(_Idle(name=feature, shares=tuple((run, share) for run, share in told if share < SHARE)))
    return found


def _shares(importance: Mapping[str, float]) -> dict[str, float]:
    """Each feature's part of the whole; levels of one category have the part of all of them."""
    total = sum(abs(value) for value in importance.values())
    if not total or len(importance) < 2:
        return {}
    stems: dict[str, list[str]] = defaultdict(list)
    for name in importance:
        bare = name.rpartition("__")[2]
        stems[_stem(bare)].append(name)
    found: dict[str, float] = {}
    for names in stems.values():
        together = sum(abs(importance[name]) for name in names)
        for name in names:
            found[name] = (together if len(names) >= LEVELS else abs(importance[name])) / total
    return found


def _stem(name: str) -> str:
    head, cut, _ = name.rpartition("=") if "=" in name else name.rpartition("_")
    return head if cut and head else name


def _finding(store: MlflowStore, code: CodeBase | None, one: _Idle) -> Finding:
    path, line, function = _made(code, one.name)
    where = f" ({function} makes it)" if function else ""
    zero = all(share == 0 for _, share in one.shares)
    told = "importance 0" if zero else f"importance below {SHARE:.1%} of the total"
    return Finding(
        subject=Subject(kind="feature", name=one.name, path=path, symbol=one.name if path else None),
        line=line,
        message=f"{one.name}{where} contributes nothing: {told} in the last {len(one.shares)} runs that tell.",
        evidence=_evidence(store, one),
    )


def _evidence(store: MlflowStore, one: _Idle) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            kind="metric",
            path=store.path,
            ref=run,
            value=share,
            excerpt=f"run {run}: {one.name} {share:.2%} of the total",
        )
        for run, share in one.shares[:SHOWN]
    )


def _folded(store: MlflowStore, idle: Sequence[_Idle]) -> Finding:
    names = ", ".join(one.name for one in idle[:FOLD])
    return Finding(
        subject=Subject(kind="features", name=f"{store.path}: idle features"),
        message=f"{len(idle)} features contribute nothing in the last {FEWEST} runs or more: {names} and {len(idle) - FOLD} more.",
        evidence=tuple(evidence for one in idle[:FOLD] for evidence in _evidence(store, one)[:1]),
        occurrences=float(len(idle)),
    )


def _made(code: CodeBase | None, feature: str) -> tuple[str | None, int | None, str]:
    """(path, line, function) of the code that sets the column, where one place does."""
    bare = feature.rpartition("__")[2]
    for module in code.modules.values() if code else ():
        if module.role in _SIDE:
            continue
        for site in module.facts.features:
            if bare in (column.strip() for column in site.detail.split(",")):
                return module.path, site.line, site.name
    return None, None, ""

"""Training, serving and monitoring disagree on the features

Detects
-------
For a deployed model, the columns that each side names are compared, case and separators aside: the signature of the served
version (or the one feature list of its training code), the fields of the request that its predict route takes or the feature list of its
serving code, and the columns
that its drift reports watch. It fires when the route lacks a column of the model that serving code does not derive. Where nothing
names the inputs, the columns that training derives (feature code that the training module imports, or that runs in a DVC stage
before it) are compared with those that serving derives by code of its own: a smaller set is the debt. Keys, times, targets and
predictions are left out, fields that the model does not know are not counted, and a route that shares fewer than half of its
names with the model is taken for another. Two more items are of code alone: serving code that gives the table which it was sent
every column that it lacks, with one constant and without a word (medium; low where the same function makes dummies of the rows,
since what it fills in may be categories), unless training runs the same function; and fields that a route's request class asks
for and no code takes (low; what the route's path names already aside), where the function takes the others one by one.

Why it is debt
--------------
A column that is missing or means something else at serving time scores in silence: the model fills it with a default, the metric
of the training stays high and the decisions are wrong.

How to pay it down
------------------
Generate the request schema and the monitoring's column mapping from the model's signature, or take features from one feature
service on both sides. Import the feature code instead of writing it twice. Refuse a request that lacks a column, or count what is
filled in; keep the fitted encoder with the model. Drop fields that nothing reads, or read them.

Example
-------
The signature has `tenure_days`, the API's request has `tenure_months`. `for c in columns: if c not in df: df[c] = 0`.

References
----------
ML Test Score, Monitor 3 (training and serving features compute the same values); Sculley et al. 2015, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory, ModelWatch
from debtscope_collectors.joins.inventory_inputs import feature_lists
from debtscope_collectors.joins.inventory_sinks import trainers_of
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.served_columns import RequestModel, request_models, route_inputs
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.request_gaps import FilledColumns, filled_columns, request_uses

_ASKS = regex(r"predict|score|infer|classif|forecast", re.IGNORECASE)
_NO_FEATURE = regex(
    r"^(?:id|\w{1,40}_?id|uuid|key|index|time|timestamp|date|datetime|event_timestamp|created\w{0,10}|updated\w{0,10}|target|label|y|prediction"
    r"|predictions|score|predicted\w{0,20}|request\w{0,10}|session\w{0,10}|model\w{0,12}|version|threshold|unnamed\w{0,6})$"
)
_METHODS = frozenset(
    {"assign", "merge", "groupby", "fillna", "pivottable", "pivot", "getdummies", "withcolumns", "withcolumn", "rolling", "resample",
     "fittransform", "transform", "dropna", "interpolate", "ffill", "bfill", "mergeasof", "melt", "explode", "shift", "clip",
     "astype", "replace", "map", "apply", "join", "cut", "qcut", "todatetime", "drop", "rename", "log1p", "dropduplicates", "insert",
     "where", "isin", "str", "query", "agg", "sortvalues"}
)  # fmt: skip
_WATCHES = regex(r"monitor|drift|dashboard|explor|plot|report", re.IGNORECASE)
_IN_PART = Driver(name="served", value=0.3, unit="x", ref="one way of many into the model")
_UNREAD = Driver(name="part", value=0.2, unit="x", ref="callers send what is dropped; no answer is wrong by it")
_LEAST = 3
_SHOWN = 8


@frozen(kw_only=False)
class _Side:
    """One set of column names and where it stands."""

    name: str
    columns: Mapping[str, str]
    """Plain name -> name as written."""
    path: str
    line: int | None = None


@rule(
    id="DAT-003",
    category=Category.DATA,
    debt_type="training-serving skew",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "monitoring", "dvc"),
    facets=(request_models, route_inputs, feature_lists, filled_columns, request_uses),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per model, one for what serving fills in, and one for what it asks in vain."""
    inventory, code, served = facts.one(ModelInventory), facts.one(CodeBase), facts.one(ServedCode)
    if inventory is None or code is None:
        return
    if served is not None and not code.is_library:
        yield from _filled(facts, code, served)
        yield from _asked_in_vain(facts, code, served)
    trainers = trainers_of(facts)
    for model in inventory.models:
        if not model.is_deployed or model.retired:
            continue
        derived = _derived_by_serving(code, model)
        if model.inputs:
            yield from _against_inputs(facts, model, derived)
        elif derived is not None:
            training = [path for path, names in trainers.items() if model.name in names]
            yield from _against_training(facts, code, model, training, derived)


def _filled(facts: Facts, code: CodeBase, served: ServedCode) -> Iterator[Finding]:
    """Columns that only serving fills in."""
    shared = {p for path, m in code.modules.items() if m.facts.training and m.is_own for p in code.closure(path)}
    found = [
        _fills(path, rows)
        for path, rows in sorted(facts.rows(filled_columns).items())
        if path not in shared and path in code.modules and code.modules[path].is_own and not is_aside(path)
        and served.holds(path) and not _WATCHES.search(path)
    ]  # fmt: skip
    yield from together(
        found,
        "columns that serving fills in",
        "{n} files of serving code fill in the columns that they lack, {first} first; nobody is told.",
    )


def _fills(path: str, rows: Iterable[FilledColumns]) -> Finding:
    first, *others = sorted(rows, key=lambda row: (row.encodes, row.line))
    return Finding(
        subject=file_subject(path, first.scope or None),
        title="Serving fills in features that it was not sent",
        line=first.line,
        severity=Severity.LOW if first.encodes else Severity.MEDIUM,
        message=f"{path}:{first.line} gives every column that a request lacks the value {first.value}; the model answers as if it had been sent.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=row.line, ref=row.scope or None, value=row.value) for row in (first, *others)
        ),
        tier="filled",
        drivers=(_IN_PART,),
    )  # fmt: skip


def _asked_in_vain(facts: Facts, code: CodeBase, served: ServedCode) -> Iterator[Finding]:
    """Fields of a request that the only function which is sent them never takes."""
    classes = {row.name: (path, row) for path, rows in facts.rows(request_models).items() for row in rows}
    uses: dict[str, list[tuple[str, str, int, frozenset[str]]]] = {}
    for path, rows in sorted(facts.rows(request_uses).items()):
        module = code.modules.get(path)
        if module is not None and module.is_own and not is_aside(path) and served.holds(path):
            for row in rows:
                uses.setdefault(row.type, []).append((path, row.route, row.line, frozenset(row.used)))
    routes = [kind for rows in facts.rows(route_inputs).values() for row in rows for kind in row.types]
    found: list[Finding] = []
    for kind, places in uses.items():
        if kind not in classes or routes.count(kind) > len(places) or not _ASKS.search(places[0][1]):
            continue  # another route hands it on whole
        unused = [
            name
            for name in _fields(classes[kind][1], classes)
            if not any(name in used or f"{{{name}}}" in route for _, route, _, used in places)
        ]
        path, route, line, _ = places[0]
        if unused:
            found.append(
                Finding(
                    subject=file_subject(path, kind),
                    title="A request asks for what nothing reads",
                    line=line,
                    severity=Severity.LOW,
                    message=f"{route} ({path}:{line}) asks for {listed(unused, _SHOWN)} in {kind}, and no code takes {'it' if len(unused) == 1 else 'them'}.",
                    evidence=(
                        Evidence(kind="line", path=path, line=line, ref=route),
                        Evidence(kind="line", path=classes[kind][0], line=classes[kind][1].line, ref=kind),
                    ),
                    drivers=(_IN_PART, _UNREAD),
                )
            )
    yield from together(
        found, "fields that nothing reads", "{n} files ask in requests for what no code takes, {first} first."
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _columns(names: Iterable[str]) -> dict[str, str]:
    return {_plain(name): name for name in names if _plain(name) and not _NO_FEATURE.match(name.lower())}


def _against_inputs(facts: Facts, model: InventoryModel, derived: _Side | None) -> Iterator[Finding]:
    place, line = _place(model.inputs_from)
    wanted = _Side("training", _columns(model.inputs), place, line)
    for asked in _asked(facts, model):
        shared = wanted.columns.keys() & asked.columns.keys()
        made = derived.columns.keys() if derived else frozenset[str]()
        missing = [wanted.columns[c] for c in wanted.columns if c not in asked.columns and c not in made]
        if missing and len(shared) >= _LEAST and 2 * len(shared) >= len(asked.columns):
            extra = [asked.columns[c] for c in asked.columns if c not in wanted.columns]
            told = f"the model takes {listed(missing, _SHOWN)}, which the route does not" + (
                f"; the route sends {listed(extra, _SHOWN)}" if extra else ""
            )
            sides = (wanted, asked, *([derived] if derived else []), *_watched(facts, model))
            yield _finding(model, len(missing), told, sides, asked)
            return


def _place(told: str) -> tuple[str, int | None]:
    """`train.py:12` as a path and its line; other words (a logged model, a run) as they are."""
    path, _, line = told.rpartition(":")
    return (path, int(line)) if path and line.isdecimal() else (told, None)


def _against_training(
    facts: Facts, code: CodeBase, model: InventoryModel, training: Iterable[str], served: _Side
) -> Iterator[Finding]:
    """Feature code of training against feature code that serving has of its own."""
    columns: dict[str, str] = {}
    first: tuple[str, int] | None = None
    for path in sorted(training):
        module = code.modules[path]
        if path == served.path or path in code.closure(served.path):
            return  # serving uses training's own code
        for site in module.facts.features:
            found = _set_columns(site.detail)
            if found and first is None:
                first = (path, site.line)
            columns.update(found)
    shared = columns.keys() & served.columns.keys()
    if first is None or len(shared) < _LEAST or len(shared) != len(served.columns) or len(columns) <= len(shared):
        return
    trained = _Side("training", columns, *first)
    missing = [columns[c] for c in columns if c not in served.columns]
    told = f"serving derives {len(served.columns)} of the {len(columns)} columns that training derives; {listed(missing, _SHOWN)} are missing"
    yield _finding(model, len(missing), told, (trained, served, *_watched(facts, model)), served)


def _derived_by_serving(code: CodeBase, model: InventoryModel) -> _Side | None:
    for path in model.serving_code:
        columns: dict[str, str] = {}
        line: int | None = None
        for site in code.modules[path].facts.features:
            found = _set_columns(site.detail)
            line = line or (site.line if found else None)
            columns.update(found)
        if columns:
            return _Side("serving code", columns, path, line)
    return None


def _set_columns(detail: str) -> dict[str, str]:
    """Columns of a FEATURE site; where it sets none its detail lists methods."""
    found = _columns(part for part in detail.split(",") if part)
    return {} if found.keys() <= _METHODS else found


def _asked(facts: Facts, model: InventoryModel) -> Iterator[_Side]:
    """The request models of the predict routes of its serving code, inherited fields included."""
    classes = {row.name: (path, row) for path, rows in facts.rows(request_models).items() for row in rows}
    routes = facts.rows(route_inputs)
    lists = facts.rows(feature_lists)
    for path in model.serving_code:
        for own in lists.get(path, ()):
            if not own.is_part and f"{path}:{own.line}" != model.inputs_from:
                yield _Side("the list in serving", _columns(own.columns), path, own.line)
        for route in routes.get(path, ()):
            for kind in route.types if _ASKS.search(route.route) else ():
                if kind in classes:
                    place, row = classes[kind]
                    yield _Side("the request", _columns(_fields(row, classes)), place, row.line)


def _fields(row: RequestModel, classes: Mapping[str, tuple[str, RequestModel]]) -> Iterator[str]:
    for _ in range(4):
        yield from row.fields
        above = next((classes[base][1] for base in row.bases if base in classes), None)
        if above is None or above is row:
            return
        row = above


def _watched(facts: Facts, model: InventoryModel) -> Iterator[_Side]:
    """The columns of the latest drift report that speaks of the model."""
    watch = next((w for w in facts.all(ModelWatch) if w.model == model.name), None)
    for bound in reversed(watch.reports if watch else ()):
        if bound.report.columns:
            yield _Side("monitoring", _columns(c.column for c in bound.report.columns), bound.report.path)
            return


def _finding(model: InventoryModel, count: int, told: str, sides: Iterable[_Side], place: _Side) -> Finding:
    parts = tuple(sides)
    counts = ", ".join(f"{side.name} {len(side.columns)}" for side in parts)
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{model.shown}: {count} {'column differs' if count == 1 else 'columns differ'} ({counts}): {told}.",
        evidence=tuple(
            Evidence(
                kind="columns", path=side.path.partition(" ")[0] or None, line=side.line, ref=side.name, value=len(side.columns),
                excerpt=f"{side.name}: {listed(sorted(side.columns.values()), _SHOWN)}",
            )
            for side in (place, *(p for p in parts if p is not place))
        ),
        tier="lists",
        drivers=(Driver(name="served", value=1.0, unit="1 = deployed", ref=model.deployed_by[0] if model.deployed_by else ""),),
    )  # fmt: skip

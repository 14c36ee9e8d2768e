"""Prediction endpoint accepts untyped input

Detects
-------
A route that reaches a prediction and takes its input as a dictionary, as `Any`, raw from the request (class views, Django's functions and the body that API Gateway hands to a Lambda too), or as a request model whose
only field is a dictionary or a bare list of numbers, while nothing in it validates: no request model, schema, decorator or function named for validating. High where a container, workload or
registry shows that the module is run as a service, medium elsewhere and where the handler takes the fields by
name and casts each one (the contract is there, though nobody else can read it). Routes of one folder that take the same body are one item, and so are
three and more of one folder, and those of several files: a protocol that many workers speak is one contract. A table that is made of an uploaded file without a question for its columns or types is medium. Forms of a web page, other uploaded files,
gRPC, and the protocols of KServe, Seldon and Triton are left out, and so are health routes, notebooks, routes that ask a language model or look something up
(a text is their whole input), and gateways that hand the body to another service of the project.

Why it is debt
--------------
Whatever a caller sends reaches the model: a field that is missing, renamed, in other units or of another type becomes a
wrong prediction rather than an error. Callers learn the input from the code, so that nobody can change it safely.

How to pay it down
------------------
Declare request and response models, derived from the model's signature, with ranges where they are known; let the framework
reject the rest and publish the OpenAPI file. Put a version into the path.

Example
-------
Debt: `@app.post("/predict")` over `def predict(row: dict): return model.predict([list(row.values())])`

Clean: `def predict(row: Features) -> Prediction`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015: undeclared consumers. ML Test Score, monitor 2.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.asked_routes import answers_a_request, hands_on
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.joins.serving import PredictingRoute, PredictingRoutes, is_prediction
from debtscope_collectors.sources.python.column_checks import ColumnCheck, column_checks
from debtscope_collectors.sources.python.handlers import loose_models
from debtscope_collectors.sources.python.notebook_files import notebook_files
from debtscope_collectors.sources.python.outside_calls import outside_calls

_MANY = 3
_SHOWN = 16
_LEVELS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_VERSION = regex(r"(?:^|/)v\d+(?:/|$)")
_TABLES = regex(r"^(?:pandas|polars)\.read_(?:csv|json|excel|parquet|table)$")
_COLUMNS = regex(r"column|missing|required|expected|dtype|schema|feature", re.IGNORECASE)
_VALIDATES = regex(
    r"(?:^|_)(?:validate|validation|check_(?:input|schema|features|payload|columns)|parse_(?:request|payload))"
)


@rule(
    id="COD-031",
    category=Category.CODE,
    debt_type="API contract debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers",),
    credits=("CR-05",),
    facets=(loose_models, column_checks, notebook_files, outside_calls),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per route; the routes of one folder are one where they are many or take the same body."""
    served, code = facts.one(PredictingRoutes), facts.one(CodeBase)
    if served is None or code is None:
        return
    folders: dict[str, list[tuple[PredictingRoute, Finding]]] = {}
    uploads: dict[tuple[str, str], Finding] = {}
    checks = facts.rows(column_checks)
    asked = (route for route in served.routes if _is_of_fields(route) and not hands_on(facts, [route], served))
    for route in map(partial(_opened, facts), asked):
        handler = route.handler
        if handler.input == "file" and (table := _table_of(route)) and not _asks_columns(route, checks):
            uploads.setdefault((route.path, handler.scope), _uploaded(route, *table))
        if handler.verb == "handler" or handler.input not in ("mapping", "request") or _is_validated(route):
            continue
        if facts.rows(notebook_files).get(route.path):
            continue  # a notebook is asked by whoever wrote it
        found = _finding(route, _severity(route, served, code))
        folders.setdefault(posixpath.dirname(route.path) or ".", []).append((route, found))
    yield from uploads.values()
    for folder, found in folders.items():
        bodies = {route.handler.given for route, _ in found}
        if len(found) >= _MANY or len(bodies) < len(found) or len({route.path for route, _ in found}) > 1:
            yield _of_folder(folder, found)
        else:
            yield from (one for _, one in found)


def _is_of_fields(route: PredictingRoute) -> bool:
    """A model of the project answers from fields: what is asked of a language model, or looked for, is a text, and misspelt by nobody."""
    return answers_a_request(route) and is_prediction(route.predicts)


def _severity(route: PredictingRoute, served: PredictingRoutes, code: CodeBase) -> Severity:
    """A route that nothing runs as a service is asked by nobody whom its author does not know."""
    live = served.live.get(route.path, "")
    is_run = bool(run_by(code, route.path)) or (bool(live) and not live.startswith("code:"))
    return Severity.HIGH if is_run and not route.handler.is_cast else Severity.MEDIUM


def _of_folder(folder: str, found: list[tuple[PredictingRoute, Finding]]) -> Finding:
    """One contract pays them all: it has as many parts as there are paths."""
    findings = sorted((one for _, one in found), key=lambda one: _LEVELS.index(one.severity or Severity.HIGH))
    modules = list(dict.fromkeys(one.subject.path or "" for one in findings))
    bodies = sorted({route.handler.given for route, _ in found})
    given = bodies[0] if len(bodies) == 1 else "what they are given"
    where = modules[0] if len(modules) == 1 else f"{len(modules)} modules, {modules[0]} first,"
    paths = sorted({route.shown for route, _ in found})
    return replace(
        findings[0],
        subject=Subject(kind="files", name=f"routes of {folder if len(modules) > 1 else modules[0]}"),
        line=None,
        message=f"{len(found)} routes of {where} feed {given} to the model without a schema ({', '.join(paths[:3])}{' …' * (len(paths) > 3)}).",
        evidence=tuple(evidence for one in findings[:_SHOWN] for evidence in one.evidence[:1]),
        occurrences=float(len(paths)),
    )


def _opened(facts: Facts, route: PredictingRoute) -> PredictingRoute:
    """The route, with the only field of its request model where another file declares that and it says nothing."""
    code, rows, handler = facts.one(CodeBase), facts.rows(loose_models), route.handler
    if handler.input != "typed" or code is None or not rows:
        return route
    wanted = {word for word in re.split(r"\W+", handler.given.partition(":")[2]) if word[:1].isupper()}
    near = (row for path in code.closure(route.path, 1) for row in rows.get(path, ()) if row.name in wanted)
    found = next(near, None)
    if found is None:
        return route
    return replace(route, handler=replace(handler, input="mapping", given=f"{handler.given} ({found.field})"))


def _table_of(route: PredictingRoute) -> tuple[str, str] | None:
    """(path, call) by which the handler, or what it calls, makes a table of the file that it is sent; None for pictures and the like."""
    return next(
        ((step.path, call) for step in route.steps for call in step.function.calls if _TABLES.search(call)), None
    )


def _asks_columns(route: PredictingRoute, checks: Mapping[str, Sequence[ColumnCheck]]) -> bool:
    """Somebody on the way refuses tables for their columns or types; that there are rows at all is no contract."""
    places = {(step.path, step.function.qualname) for step in route.steps}
    rows = [row for path, _ in places for row in checks.get(path, ()) if (path, row.scope) in places]
    return _is_validated(route) or any(_COLUMNS.search(row.text) for row in rows)


def _uploaded(route: PredictingRoute, path: str, call: str) -> Finding:
    handler = route.handler
    return Finding(
        subject=file_subject(route.path, handler.scope),
        title="An uploaded table is predicted on unread",
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        message=f"{route.shown} of {route.path} makes a table of whatever file it is sent ({call}) and feeds it to the model; nothing asks for "
        "its columns or types.",
        line=handler.line,
        evidence=(
            Evidence(kind="line", path=route.path, line=handler.line, ref=route.shown),
            Evidence(kind="call", path=path, ref=call),
            Evidence(kind="searched", excerpt="raises about columns, missing fields or types; schemas", value="not found"),
        ),
        cause=f"untyped-serving:{route.path}",
        remediation="Check the columns and their types against the list that the model was trained on, and answer 422 with what is missing.",
    )  # fmt: skip


def _is_validated(route: PredictingRoute) -> bool:
    """In the handler, or in a function of the project that it calls."""
    steps = (step.function.qualname.rpartition(".")[2] for step in route.steps[1:])
    return route.handler.is_validated or any(_VALIDATES.search(name) for name in steps)


def _finding(route: PredictingRoute, severity: Severity) -> Finding:
    handler = route.handler
    missing = ["no schema"]
    if not handler.has_response:
        missing.append("no response model")
    is_ours = handler.route.strip("/") not in ("", "invocations")  # a platform gives its own paths
    if (
        severity is Severity.HIGH and is_ours and not _VERSION.search(handler.route)
    ):  # callers of others is who asks for one
        missing.append("no version in the path")
    told = ", ".join(missing)
    cast = " It casts the fields one by one." if handler.is_cast else ""
    return Finding(
        subject=file_subject(route.path, handler.scope),
        message=f"{route.shown} of {route.path} feeds {handler.given} to the model with {told}.{cast}",
        line=handler.line,
        evidence=(
            Evidence(kind="line", path=route.path, line=handler.line, ref=route.shown),
            Evidence(kind="line", path=route.path, line=handler.input_line, ref=handler.given),
            Evidence(kind="call", path=route.path, ref=route.predicts),
        ),
        severity=severity,
        cause=f"untyped-serving:{route.path}",
    )

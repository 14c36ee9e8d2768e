"""Serving inputs are not checked for nulls, ranges and new categories

Detects
-------
A deployed model with serving code in the repository, of which nothing checks what it is asked with: no whylogs profile, no suite,
validation or data-quality test among the exports, no metric, alert or panel on missing, invalid or out-of-range inputs, no
validator of data in the serving code or what it imports, no client there of a service that profiles inputs (Aporia, Arize, Fiddler, Superwise, whylogs), no field with bounds, set of values or validator, and no key looked up whose failure is answered with 400 to 499. Types alone are no
check: `age: int` takes 999. One item per model. Where nothing watches the model at all the confidence is low, since MON-001 says so
already; where a pipeline validates the training data the severity is low, for the suite is there and only has to be pointed at
requests, and so it is where most inputs are numbered components (V1 to V28). Of classes whose fields are all numbers only ranges are told: a
missing one is refused, and there are no categories. What comes without any schema is left to
COD-031, whose mend has room for bounds. Models of texts, images and sounds are left out, and so are those that
the settings or documents say are monitored elsewhere.

Why it is debt
--------------
A producer renames a category or sends cents instead of euros: every answer is wrong, no status code tells, and drift reports
show it a week later if there are any.

How to pay it down
------------------
Reuse the training schema: bounds and sets of values in the request model, and the same suite on a sample of each day's requests,
with a count of what was refused.

Example
-------
Debt: `class Row(BaseModel): age: int` and nothing else.

Clean: `age: int = Field(ge=0, le=120)`, or a daily whylogs profile with constraints.

References
----------
ML Test Score, Monitor 2: data invariants hold in training and serving inputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.asked_routes import answers_a_request
from debtscope_collectors.joins.exported_metrics import exported_metrics
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.served_columns import RequestModel, request_models, route_inputs
from debtscope_collectors.joins.served_models import ServedModel, signals
from debtscope_collectors.joins.validation import DataValidation
from debtscope_collectors.sources.python.guards import value_guards

_PROFILES: Final = frozenset({"whylogs", "great_expectations", "deepchecks"})
_SERVICES: Final = frozenset({"aporia", "arize", "fiddler", "superwise", "whylogs"})
"""Libraries that serving code imports only to record its inputs where nulls, ranges and new categories are watched."""
_NUMBERED: Final = regex(r"[A-Za-z]{1,4}_?\d{1,3}")
_INPUTS: Final = regex(
    r"missing|nulls?(?![a-z])|invalid|malformed|out_?of_?range|outlier|schema|validation|data_?quality|completeness|unseen|unknown_?categor|rejected|bad_?(?:input|request)|422",
    re.IGNORECASE,
)


@rule(
    id="MON-013",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "containers", "monitoring", "docs"),
    credits=("CR-02",),
    facets=(value_guards, exported_metrics, request_models, route_inputs),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    for one in facts.all(ServedModel):
        if (
            any(map(answers_a_request, one.routes))
            and one.is_tabular
            and not _is_shapeless(one)
            and not _is_checked(facts, one)
        ):
            yield _finding(facts, one)


def _is_shapeless(one: ServedModel) -> bool:
    """Whether all that it is asked comes without a schema: the one that COD-031 asks for is where bounds and sets belong, and one mend."""
    return all(
        route.handler.verb != "handler" and route.handler.input in ("mapping", "request") for route in one.routes
    )


def _is_checked(facts: Facts, one: ServedModel) -> bool:
    reports = [bound.report for bound in one.watch.reports] if one.watch else []
    if any(report.tool in _PROFILES or report.checks for report in reports):
        return True
    if any(_INPUTS.search(text) for _, text in signals(facts)):
        return True
    metrics = facts.rows(exported_metrics)
    if any(_INPUTS.search(row.name) for path in one.code for row in metrics.get(path, ())):
        return True
    guards = facts.rows(value_guards)
    if any(guard.kind in ("bounds", "range", "lookup") for path in one.code for guard in guards.get(path, ())):
        return True
    code, validation = facts.one(CodeBase), facts.one(DataValidation)
    if code is not None and any(_is_sent(code.modules[path]) for path in one.code if path in code.modules):
        return True
    if code is None or validation is None:
        return False
    return any(validator.tool != "rows" for path in one.code for validator in validation.by_path.get(path, ()))


def _is_sent(module: CodeModule) -> bool:
    """Whether a file of the service hands what it is asked with to a service that profiles it."""
    return any(found.module.partition(".")[0] in _SERVICES for found in module.facts.imports)


def _asked(facts: Facts, one: ServedModel) -> list[RequestModel]:
    """The classes by whose fields its routes are asked."""
    types = {
        name
        for path in {route.path for route in one.routes}
        for route in facts.rows(route_inputs).get(path, ())
        if any(route.route == asked.handler.route for asked in one.routes)
        for name in route.types
    }
    models = (model for path in one.code for model in facts.rows(request_models).get(path, ()))
    return [model for model in models if model.name in types]


def _is_nameless(asked: list[RequestModel]) -> bool:
    """Whether most inputs are components and numbered columns, of which nobody can say what is out of range."""
    fields = [name for model in asked for name in model.fields]
    return bool(fields) and 2 * sum(1 for name in fields if _NUMBERED.fullmatch(name)) > len(fields)


def _finding(facts: Facts, one: ServedModel) -> Finding:
    first = one.routes[0]
    validation = facts.one(DataValidation)
    running = validation.running if validation else ()
    evidence = [
        one.served_by(),
        Evidence(
            kind="route",
            path=first.path,
            line=first.handler.line,
            ref=first.shown,
            excerpt=first.handler.given or "its input",
        ),
        Evidence(
            kind="searched",
            excerpt=f"profiles, suites and data-quality tests of it, metrics, alerts and panels, bounds and validators in {len(one.code)} serving files",
        ),
    ]
    if running:
        evidence.append(
            Evidence(
                kind="config",
                path=running[0].path,
                line=running[0].line,
                excerpt=f"checks training data: {running[0].what[:60]}",
            )
        )
    asked = _asked(facts, one)
    is_numeric = bool(asked) and all(model.is_numeric for model in asked)
    what = "values out of range" if is_numeric else "missing values, ranges or new categories"
    return Finding(
        subject=one.subject,
        message=f"{one.model.shown}: nothing checks the inputs of {first.shown} for {what}.",
        evidence=tuple(evidence),
        severity=Severity.LOW if running or _is_nameless(asked) else None,
        confidence=None if one.is_watched else Confidence.LOW,
        cause=f"model:{one.model.name}:inputs unchecked",
    )

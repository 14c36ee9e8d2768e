"""Predictions are not recorded

Detects
-------
Serving code that answers with predictions and writes none of them down on the way: no row, message, event or log line that
holds the prediction, in the handler or in the project's own functions that it calls, three calls deep. Functions of AWS Lambda and the scripts
that endpoints of SageMaker and Azure ML call are handlers too, where a stack, deployment or roll-out of the tree shows that they run. One item per serving
module, one for all of a folder; low where some of a module's routes keep rows of what they answer and others do not (those that only find documents, or only make vectors, are left out everywhere, and so are routes that take nothing from a request, and gateways that hand it to another service of the project). A handler
that calls another of its file keeps what that keeps, and a page of the repository that writes down its conversations keeps those of the services behind it. Counters and latencies are no record. A log line that holds the prediction passes, even a poor one: whether it is
enough cannot be told from here. KServe's and Seldon's request loggers, BentoML's monitor, whylogs and the like pass too.
A service's own table of questions and answers without a column for the model, its version or
the prompt is an item too (low). Where an image is the only sign that somebody runs the service, the item is medium; where the code alone puts a model into
service (it loads the model that the inventory counts as deployed, and nothing in the tree runs it), low. Code that nothing shows to serve anybody is left out.

Why it is debt
--------------
Without inputs, output, version and time of each answer nobody can compute the model's quality when the truth arrives,
compare what was served with what was trained on, explain one decision, or replay an incident. The gap shows only when the
record is needed, and what was not written down is gone.

How to pay it down
------------------
Write one structured record per prediction outside the request's own path: request id, model version, time, the features
that may be kept, the prediction. A queue, a table or the serving platform's request logger will do; set a retention.

Example
-------
Debt: `return {"score": float(model.predict_proba(x)[0, 1])}` and nothing else

Clean: `events.send("predictions", {"id": rid, "version": VERSION, "score": score})`

References
----------
SE-ML practice 33, Log Production Predictions with the Model's Version and Input Data. Regulation (EU) 2024/1689, article 12.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

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
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.person_stores import person_stores
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.serving import PredictingRoute, PredictingRoutes
from debtscope_collectors.joins.together import FROM
from debtscope_collectors.sources.containers.facts import Workload
from debtscope_collectors.sources.python.outside_calls import outside_calls
from debtscope_collectors.sources.python.person_tables import person_tables
from debtscope_collectors.sources.python.recording import recordings

_SHOWN = 4
_MOST = 12
_TALKS = regex(
    r"(?:^|[_.])(?:bot|chat|respon[ds]e?|answer|message|conversation|submit|generate|vote|reply)(?:_|$)", re.IGNORECASE
)
"""Functions of a page by which it answers."""
_TELLS = frozenset({"print", "info", "debug"})
"""What speaks of a request that went well."""
_SEVERITIES = {"docker": Severity.MEDIUM, "code": Severity.LOW}
"""By the kind of what runs the service, where that says little."""


@rule(
    id="MON-008",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("containers", "mlflow"),
    facets=(outside_calls, person_tables, recordings),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per serving module (or folder of them) none of whose routes keeps what it answers."""
    served = facts.one(PredictingRoutes)
    if served is None or any(workload.has_logger for workload in facts.all(Workload)):
        return
    bare: dict[str, list[Finding]] = {}
    talks = set(_pages_that_record(facts))
    for path, routes in served.by_module().items():
        live = served.live.get(path)
        if live is None:
            continue
        if not any(_is_recorded(route) for route in routes):
            asked = [route for route in routes if answers_a_request(route)]
            if asked and not talks - {path} and not hands_on(facts, asked, served):
                bare.setdefault(posixpath.dirname(path), []).append(_finding(path, asked, live))
            continue
        rows = [route for route in routes if any(row.kind == "row" and row.has_output for _, row in route.recordings)]
        kept = {route.handler.scope for route in routes if _is_row(route)}
        rest = [
            route
            for route in routes
            if not _is_row(route)
            and not any(step.path == path and step.function.qualname in kept for step in route.steps)
            and answers_a_request(route)
        ]
        if rows and rest:
            yield _partly(path, rows, rest)
    for folder, found in bare.items():
        yield from found if len(found) < FROM else [_together(folder, found)]
    yield from _without_model(facts)


def _pages_that_record(facts: Facts) -> Iterator[str]:
    """Pages of the project that write down what is asked and answered, for whatever services answer."""
    code = facts.one(CodeBase)
    for path, rows in sorted(facts.rows(recordings).items()):
        module = code.modules.get(path) if code else None
        if (
            module is not None
            and module.is_own
            and not is_aside(path)
            and any(site.detail.startswith("ui") for site in module.facts.serving)
            and any(row.kind == "row" and _TALKS.search(row.scope) for row in rows)
        ):
            yield path


def _together(folder: str, found: list[Finding]) -> Finding:
    """Services of one folder: one decision says where their answers are kept."""
    paths = [one.subject.name for one in found]
    order = list(Severity)
    return replace(
        found[0],
        subject=Subject(kind="files", name=f"services of {folder or 'the top'}"),
        message=f"{len(found)} services of {folder or 'the top folder'} ({listed([posixpath.basename(one) for one in paths], _SHOWN)}) answer with predictions and keep no record of "
        "input, output and model version.",
        line=None,
        severity=max((one.severity or Severity.HIGH for one in found), key=order.index),
        evidence=tuple(one.evidence[0] for one in found[:_MOST]) + found[0].evidence[-2:],
        occurrences=float(len(found)),
        cause=None,
    )


def _without_model(facts: Facts) -> Iterator[Finding]:
    """Conversations that are kept, and by which model and prompt they came about is not."""
    speaks = facts.one(LanguageApplication)
    if speaks is None or not speaks.services:
        return
    tables = [(path, table) for path, table in person_stores(facts, only_served=False) if table.is_talk]
    if tables and not any(table.has_model for _, table in tables):
        path, first = tables[0]
        yield Finding(
            subject=file_subject(path, first.table),
            title="Answers are kept without the model that gave them",
            message=f"{first.table} ({path}:{first.line}) keeps questions and answers, and neither model nor version nor prompt of any of them.",
            line=first.line,
            severity=Severity.LOW,
            evidence=tuple(
                Evidence(kind="line", path=p, line=table.line, ref=table.table, excerpt=", ".join(table.columns))
                for p, table in tables[:6]
            ),
            remediation="Add the model's name and version and the prompt's name to the row.",
        )


def _partly(path: str, kept: list[PredictingRoute], rest: list[PredictingRoute]) -> Finding:
    """What one route writes down and its neighbours do not."""
    more = f" and {len(rest) - 1} more" if len(rest) > 1 else ""
    verb = "answers with predictions that are" if len(rest) == 1 else "answer with predictions that are"
    return Finding(
        subject=file_subject(path, "partly"),
        title="Only some predictions are kept",
        message=f"{rest[0].shown}{more} of {path} {verb} not written down, as those of {kept[0].shown} are: "
        "whoever counts, compares or explains them later misses these.",
        line=rest[0].handler.line,
        severity=Severity.LOW,
        evidence=(
            *(Evidence(kind="route", path=path, line=route.handler.line, ref=route.shown) for route in rest[:_SHOWN]),
            Evidence(kind="route", path=path, line=kept[0].handler.line, ref=f"{kept[0].shown} keeps its own"),
        ),
        remediation="Write the record where all routes pass (the function that predicts), not in one handler.",
    )


def _is_row(route: PredictingRoute) -> bool:
    """A file, table, topic or the like holds what it answers; a line in a log of the program is not that."""
    return route.writes_file or any(row.kind == "row" for _, row in route.recordings)


def _is_recorded(route: PredictingRoute) -> bool:
    return route.writes_file or any(row.kind == "row" or row.has_output for _, row in route.recordings)


def _finding(path: str, routes: list[PredictingRoute], live: str) -> Finding:
    first = routes[0]
    near = next((row for place, row in first.recordings if place == path and row.call in _TELLS), None)
    evidence = [
        Evidence(kind="route", path=path, line=route.handler.line, ref=route.shown) for route in routes[:_SHOWN]
    ]
    if near is not None:
        evidence.append(Evidence(kind="line", path=path, line=near.line, ref="written down, without the prediction"))
    evidence.append(Evidence(kind="config", ref=live))
    evidence.append(Evidence(kind="searched", excerpt="rows, messages, events, files and log lines, three calls deep"))
    more = f" and {len(routes) - 1} more of" if len(routes) > 1 else " of"
    verbs = ("answers", "keeps") if len(routes) == 1 else ("answer", "keep")
    return Finding(
        subject=file_subject(path),
        message=(
            f"{first.shown}{more} {path} {verbs[0]} with predictions and {verbs[1]} no record of input, output and model version."
        ),
        line=near.line if near is not None else first.handler.line,
        evidence=tuple(evidence),
        severity=_SEVERITIES.get(live.partition(":")[0]),
        cause=f"unobserved-serving:{path}",
    )

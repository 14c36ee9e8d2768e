"""Errors in ML code are swallowed

Detects
-------
An `except` that is bare or catches `Exception` around loading, transforming, fitting, predicting or a remote call, and
that neither raises, nor logs at warning or above, nor returns something that says "error", nor counts the failure: it
passes, skips the row, or goes on with a made-up value (a line of the debug log tells nobody; `contextlib.suppress(Exception)` is such a handler). In serving code a made-up prediction is critical. Warnings that a
training module silences for everybody are low. A handler that only prints the error and goes on by None, False, an empty value, a label that a function named for classing gives, or
nothing at all counts as well, as low, and medium where serving code reaches it: nobody reads what a container prints, and the
caller is not told; in a custom resource of CloudFormation all of this is medium. So does work that logs any error and then ends as if nothing had happened, where a program or a pipeline's step
ends with success, or where a caller goes on without looking at the answer: low, medium in what a pipeline, an image or CI runs. A
helper named for saving, uploading, logging or registering data or a model counts too, in modules that work on data. A service whose load at the start (lifespan, startup) may fail and is only logged, or whose model is not there and is passed over, is medium, unless a probe of the project answers with
another status than 200 then. A function named for scoring that logs any error and gives a number is medium, high where it is served. Routes of a service that
answer a caught error with a body or a text that says so and with status 200 (`return {"error": str(e)}`), themselves or by handing on what a function of
another file answers, are one item a file, medium; routes for health, hooks and bots, handlers
that set a status, and bodies with a code of their own are left out. Functions that are named for what they answer and give the words of
any error back as that answer (`return f"Error: {e}"` where a text is waited for) are one item a file, medium where served, else low; tools of agents are left out. Tools of
agents that answer any failure with nothing (`return []`), logged or not, are one item a file, medium: the language model takes it for "there is none" and says so. Numbers that an unpickled dictionary gives by their names (`kept.get("rate", 50)`), a flag that is set to say what happened (`stale = True`), None where the guarded work gives None itself,
what is raised below all the same, the last words of a script that nothing but a person starts, what CI calls under `.github/`, tests, templates,
documentation and examples are left out. Notebooks and experiments are mild, but for those that a job, a bundle of Databricks or another notebook (`dbutils.notebook.run`) starts.

Why it is debt
--------------
A model that answers 0.5 whenever its features break looks healthy on every dashboard. Batches lose rows, whole regions
drop out, and the cause is found weeks later from the business numbers, since nothing was written down.

How to pay it down
------------------
Catch the error that is expected and nothing else, log it with what was being processed, count it as a metric, and fail the
batch when the count passes a limit.

Example
-------
Debt: `try: score = model.predict_proba(x)` then `except Exception: score = 0.5`

Clean: `except ImportError: torch = None`, or `except Exception: logger.exception("row %s", key); failures.inc()`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015. Ruff rules E722, BLE001, S110, S112.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.handed_errors import handed_on
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.agent_tools import agent_tools
from debtscope_collectors.sources.python.answered import (
    answered_failures,
    error_bodies,
    handed_answers,
)
from debtscope_collectors.sources.python.shrugged import GoesOn, Shrug, goes_on, shrugs
from debtscope_collectors.sources.python.started import started_empty
from debtscope_collectors.sources.python.swallowed import Swallowed, swallowed
from debtscope_collectors.sources.python.worded import WordedFailure, worded_failures

_SHOWN = 5
_MANY = 3
"""Handlers of one file from which they are one item."""
_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_PREDICTS = regex(r"predict|proba|score|infer|decision_function|forward|transform", re.IGNORECASE)


@rule(
    id="COD-015",
    category=Category.CODE,
    debt_type="silent failure",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(
        swallowed,
        shrugs,
        goes_on,
        answered_failures,
        handed_answers,
        error_bodies,
        started_empty,
        worded_failures,
        agent_tools,
    ),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None:
        return
    told: list[Finding] = []
    silenced: list[Finding] = []
    hidden: dict[str, list[Finding]] = {"": [], " in served code": []}
    for path, found in sorted(facts.rows(swallowed).items()):
        module = code.modules.get(path)
        if module is None or module.role in _ASIDE or is_aside(path) or path.startswith(".github/"):
            continue  # templates are copied and changed, and what CI calls is seen by whoever waits for it
        is_served = served is not None and served.holds(path)
        warned = False
        printed = [one for one in found if one.kind == "printed" and (one.reach == "ml" or _is_ml(module))]
        if not module.in_production:
            printed = [one for one in printed if not one.is_last]  # who started it reads it
        if printed and not module.is_tried_out:
            told.append(_printed(module, printed, is_served))
        handlers: list[Finding] = []
        for one in found:
            if one.kind == "printed":
                continue
            if one.kind == "warnings":
                if module.facts.training and not warned and not module.is_tried_out:
                    warned = True
                    silenced.append(_warnings(module, one))
            elif one.reach == "ml" or _is_ml(module):
                handlers.append(_handler(module, one, is_served))
        yield from (one for one in handlers if one.severity is Severity.CRITICAL)
        mild = [one for one in handlers if one.severity is not Severity.CRITICAL]
        hidden[" in served code" if is_served else ""].extend(_by_file(module, mild))
    for where, ones in hidden.items():
        yield from together(
            ones, f"silent handlers{where}", f"{{all}} handlers{where} hide any error and go on as if there had been none, {{first}} first."
        )  # fmt: skip
    yield from together(
        told, "errors that are only printed", "{n} files print {all} errors and go on with nothing in their place, {first} first."
    )  # fmt: skip
    yield from together(
        silenced, "warnings of trainings", "{n} files silence every warning of the trainings that they start, {first} first."
    )  # fmt: skip
    yield from _shrugged(code, served, facts)
    if not code.is_library:
        yield from _tools(code, served, facts)
        yield from together(
            _worded(code, served, facts),
            "failures given back as answers",
            "{all} functions of {n} files ({first} first) give the words of a failure back as their answer: no caller can tell the two apart.",
        )
        yield from _started(code, facts)
        yield from together(
            _answered(code, facts),
            "failures answered as 200",
            "{all} routes of {n} modules answer failures with status 200: callers, probes and error rates see success.",
        )


def _started(code: CodeBase, facts: Facts) -> Iterator[Finding]:
    """One finding a file whose service goes up whether or not what it answers with could be loaded, and says that it is well."""
    rows = {
        path: found
        for path, found in facts.rows(started_empty).items()
        if path in code.modules and code.modules[path].is_own and not is_aside(path)
    }
    if any(one.says_no for found in rows.values() for one in found if one.kind == "probe"):
        return
    probe = next(((path, one) for path, found in sorted(rows.items()) for one in found if one.kind == "probe"), None)
    for path, found in sorted(rows.items()):
        loads = [one for one in found if one.kind == "load"]
        if not loads:
            continue
        first = loads[0]
        well = f", and {probe[1].what} answers 200 all the same" if probe is not None else ", and no probe tells"
        yield Finding(
            subject=file_subject(path, "starts without its model"),
            line=first.line,
            title="The service starts without its model",
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            message=f"{first.scope} in {path} {'passes over the missing file' if first.missing else 'logs any error'} of {first.what} and the service starts without it{well}: requests reach an instance that cannot answer.",
            evidence=(
                *(
                    Evidence(kind="line", path=path, line=one.line, ref=one.what, excerpt=one.excerpt)
                    for one in loads[:_SHOWN]
                ),
                *(
                    (
                        Evidence(
                            kind="line", path=probe[0], line=probe[1].line, ref=probe[1].what, excerpt=probe[1].excerpt
                        ),
                    )
                    if probe
                    else ()
                ),
            ),
            tier="serve",
            drivers=(Driver(name="served", value=1.0, unit="x", ref="starts without its model"),),
            occurrences=float(len(loads)),
            remediation="Let the start fail, so that the old instance stays; or answer the readiness probe with 503 until the load has worked.",
        )


def _tools(code: CodeBase, served: ServedCode | None, facts: Facts) -> Iterator[Finding]:
    """One finding a file: tools whose failure a language model takes for an empty answer."""
    for path, rows in sorted(facts.rows(agent_tools).items()):
        module = code.modules.get(path)
        found = [row for row in rows if row.hides]
        if not found or module is None or not module.is_own or is_aside(path):
            continue
        if served is None or not served.holds(path):
            continue
        first = found[0]
        more = (
            f", and {len(found) - 1} more tool{'s' if len(found) > 2 else ''} of the file do the like"
            if len(found) > 1
            else ""
        )
        yield Finding(
            subject=file_subject(path, "tools that answer nothing"),
            line=first.line,
            title="A tool answers a failure with nothing",
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            message=f"{first.name} in {path} answers any failure by `{first.hides}`{more}: the language model takes it for an answer and tells people that there is none.",
            evidence=tuple(
                Evidence(kind="line", path=path, line=row.line, ref=row.name, excerpt=row.hides)
                for row in found[:_SHOWN]
            ),
            tier="serve",
            drivers=(Driver(name="served", value=1.0, unit="x", ref="answers failures with nothing"),),
            occurrences=float(len(found)),
            remediation="Tell the model that the tool failed (raise what the framework hands on, or answer with an error of its own), and count it.",
        )


def _worded(code: CodeBase, served: ServedCode | None, facts: Facts) -> Iterator[Finding]:
    """One finding a file: its functions that answer with the words of a failure."""
    for path, rows in sorted(facts.rows(worded_failures).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path):
            continue
        first: WordedFailure = rows[0]
        is_served = served is not None and served.holds(path)
        more = f"; {len(rows) - 1} more functions of the file do the like" if len(rows) > 1 else ""
        yield Finding(
            subject=file_subject(path, "failures given back as answers"),
            line=first.line,
            title="A failure is given back as an answer",
            severity=Severity.MEDIUM if is_served else Severity.LOW,
            confidence=Confidence.MEDIUM,
            message=f"{first.scope} in {path} catches any error and gives {first.given} back, which no caller can tell from an answer{more}.",
            evidence=tuple(
                Evidence(kind="line", path=path, line=one.line, ref=one.scope, excerpt=one.excerpt)
                for one in rows[:_SHOWN]
            ),
            tier="serve" if is_served else None,
            drivers=(
                Driver(name="served", value=float(is_served), unit="x", ref="answers with the words of a failure"),
            ),
            occurrences=float(len(rows)),
            remediation="Raise, and let what talks to people word the failure: what stores, counts or hands on answers must not take it for one.",
        )


def _answered(code: CodeBase, facts: Facts) -> Iterator[Finding]:
    """One finding a file: its routes that catch an error, or hand on what a function caught, and answer it as if all had gone well."""
    answered: dict[str, list[tuple[str, str, Evidence]]] = {}
    for path, rows in facts.rows(answered_failures).items():
        for row in rows:
            proof = Evidence(kind="line", path=path, line=row.line, ref=row.route, excerpt=row.excerpt)
            answered.setdefault(path, []).append((row.scope, f"{row.route} of {path} catches its errors", proof))
    for place, path, handed, body in handed_on(facts):
        proof = Evidence(kind="line", path=path, line=body.line, ref=handed.route, excerpt=body.excerpt)
        told = f"{handed.route} of {place} hands on what {path} makes of its errors"
        answered.setdefault(path, []).append((handed.scope, told, proof))
    for path, rows in sorted(answered.items()):
        module = code.modules.get(path)
        if module is None or module.role in _ASIDE or module.is_tried_out or is_aside(path):
            continue
        routes = len({scope for scope, _, _ in rows})
        _, told, first = rows[0]
        more = f", and {routes - 1} more routes of the file do" if routes > 1 else ""
        yield Finding(
            subject=file_subject(path, "failures answered as 200"),
            line=first.line,
            title="Failures are answered with status 200",
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            message=f"{told} and answers them with status 200{more}: callers, probes and error rates see success.",
            evidence=tuple(proof for _, _, proof in rows[:_SHOWN]),
            tier="serve",
            drivers=(Driver(name="served", value=1.0, unit="x", ref="answers failures as successes"),),
            occurrences=float(routes),
            remediation="Raise HTTPException (or return a status from 400 on) where the work failed, log it with its traceback, and count it.",
        )


def _shrugged(code: CodeBase, served: ServedCode | None, facts: Facts) -> Iterator[Finding]:
    """One finding a file: its functions that log a failure and end, with who started or called them."""
    rows = {
        path: found for path, found in facts.rows(shrugs).items() if path in code.modules and code.modules[path].is_own
    }
    if not rows:
        return
    graph = ImportGraph({path: module.facts for path, module in code.modules.items()})
    calls: dict[tuple[str, str], list[tuple[str, GoesOn]]] = {}
    for path, called in facts.rows(goes_on).items():
        for one in called if path in code.modules and code.modules[path].is_own else ():
            if (target := graph.function(path, one.function)) is not None:
                calls.setdefault(target, []).append((path, one))
    hits: list[Finding] = []
    scores: dict[str, list[Finding]] = {}
    for path, found in sorted(rows.items()):
        made_up = [one for one in found if one.kind == "score"]
        if made_up:
            is_served = served is not None and served.holds(path)
            told = _made_up(code.modules[path], made_up, is_served=is_served)
            scores.setdefault(" in served code" if is_served else "", []).append(told)
        rest = [(one, calls.get((path, one.scope), [])) for one in found if one.kind != "score"]
        meant = [(one, callers) for one, callers in rest if _counts(code, path, one, callers)]
        if meant:
            hits.append(_forgotten(code.modules[path], meant))
    for where, ones in scores.items():
        yield from together(
            ones, f"made-up scores{where}", f"{{all}} functions of {{n}} files{where} ({{first}} first) log any error and give a score of their own, which no caller can tell from a real one."
        )  # fmt: skip
    yield from together(
        hits,
        "forgotten failures",
        "{all} functions of {n} files ({first} first) log that their work failed and end as if it had not.",
    )


def _counts(code: CodeBase, path: str, one: Shrug, callers: Sequence[tuple[str, GoesOn]]) -> bool:
    """Whether somebody is misled: who started it, or a caller; of what is handed over, where the project's data or models are meant."""
    if one.kind == "sink":
        near = {path, *(place for place, _ in callers)}
        return bool(one.is_entry or callers) and any(_works_on_data(code, place) for place in near)
    return (one.is_entry and (one.kind != "missing" or _works_on_data(code, path))) or bool(callers)


def _made_up(module: CodeModule, found: Sequence[Shrug], *, is_served: bool) -> Finding:
    first = found[0]
    more = f"; {len(found) - 1} more functions of the file do the like" if len(found) > 1 else ""
    return Finding(
        subject=file_subject(module.path, "made-up scores"),
        line=first.line,
        title="A score that could not be made is made up",
        severity=Severity.HIGH if is_served else Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        message=f"{first.scope} in {module.path} logs any error and gives {first.given}, which no caller can tell from a score{more}.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=one.line, ref=one.scope, value=one.given, excerpt=one.excerpt)
            for one in found[:_SHOWN]
        ),
        tier="serve" if is_served else None,
        drivers=(Driver(name="served", value=float(is_served), unit="x", ref="makes up scores"),),
        occurrences=float(len(found)),
    )


def _works_on_data(code: CodeBase, path: str) -> bool:
    """A program that reads or writes tables, or starts what trains, makes features or scores."""
    near = (code.modules[one] for one in code.closure(path, 2) if one in code.modules)
    return any(_is_ml(one) for one in near) or any(
        access.call.startswith(("pandas.", "polars.", "pyspark.")) for access in code.modules[path].facts.reads
    )


def _forgotten(module: CodeModule, meant: Sequence[tuple[Shrug, Sequence[tuple[str, GoesOn]]]]) -> Finding:
    first, callers = meant[0]
    given = f" and gives {first.given}" if first.given else ""
    if callers:
        place, call = callers[0]
        then = f"{place}:{call.line} goes on without a look"
    else:
        then = "whoever started it is told that all went well"
    more = f"; {len(meant) - 1} more functions of the file do the like" if len(meant) > 1 else ""
    told = f"logs an error where {first.hidden} and returns"
    what = told if first.kind == "missing" else f"logs any error of {first.hidden}"
    return Finding(
        subject=file_subject(module.path, "forgotten failures"),
        line=first.line,
        title="A failed step is logged, and the program goes on",
        severity=Severity.MEDIUM if module.role == "production" else Severity.LOW,
        confidence=Confidence.MEDIUM,
        message=f"{first.scope} in {module.path} {what}{given}, and {then}{more}.",
        evidence=tuple(
            proof
            for one, others in meant[:_SHOWN]
            for proof in (
                Evidence(kind="line", path=module.path, line=one.line, ref=one.scope, excerpt=one.excerpt),
                *(Evidence(kind="call", path=p, line=c.line, excerpt=c.text) for p, c in others[:2]),
            )
        ),
        drivers=(Driver(name="served", value=0.0, unit="x", ref="a step that fails unseen"),),
        occurrences=float(len(meant)),
        remediation="Log with the traceback and raise again, or end with a code that is not nought, so that the step behind does not run on old data.",
    )


def _by_file(module: CodeModule, mild: list[Finding]) -> Iterator[Finding]:
    """From so many on, the handlers of one file are one item: who mends one has the others on the screen."""
    if len(mild) < _MANY:
        yield from mild
        return
    first = mild[0]
    yield replace(
        first,
        subject=file_subject(module.path, "silent handlers"),
        message=f"{first.message.removesuffix('.')}; {len(mild) - 1} more handlers of the file do the like.",
        evidence=tuple(proof for one in mild for proof in one.evidence)[:16],
        occurrences=float(len(mild)),
    )


def _printed(module: CodeModule, found: list[Swallowed], is_served: bool) -> Finding:
    first = found[0]
    more = f", and {len(found) - 1} more such handlers" if len(found) > 1 else ""
    return Finding(
        subject=file_subject(module.path, "printed errors"),
        line=first.line,
        title="Errors in ML code are printed and forgotten",
        severity=Severity.MEDIUM if is_served else Severity.LOW,
        message=f"{module.path}:{first.line} prints any error of {first.hidden} and goes on {_going_on(first)}{more}.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=one.line, ref=one.hidden, excerpt=one.excerpt) for one in found[:8]
        ),
        tier="serve" if is_served else None, occurrences=float(len(found)),
        drivers=(Driver(name="served", value=float(is_served), unit="x", ref="prints errors"),),
    )  # fmt: skip


def _is_ml(module: CodeModule) -> bool:
    return bool(module.facts.training or module.facts.features or module.facts.serving)


def _handler(module: CodeModule, one: Swallowed, is_served: bool) -> Finding:
    severity = Severity.HIGH
    if is_served and one.makes_value and _PREDICTS.search(one.hidden):
        severity = Severity.CRITICAL
    elif module.is_tried_out or _is_of_stack(module):
        severity = Severity.MEDIUM
    ref = "reached by serving code" if is_served else "no serving code reaches it"
    return Finding(
        subject=file_subject(module.path, one.scope or None), line=one.line, severity=severity,
        message=f"{module.path}:{one.line} hides any error of {one.hidden} and goes on {_going_on(one)}.",
        evidence=(
            Evidence(kind="line", path=module.path, line=one.line, excerpt=one.excerpt),
            Evidence(kind="call", path=module.path, line=one.line, ref=one.hidden, value=one.fallback),
        ),
        tier="serve" if is_served else None, drivers=(Driver(name="served", value=float(is_served), unit="x", ref=ref),),
    )  # fmt: skip


def _is_of_stack(module: CodeModule) -> bool:
    """A custom resource of CloudFormation: it must answer whatever happens, and asks for no prediction."""
    return any(one.module.partition(".")[0] in ("cfnresponse", "crhelper") for one in module.facts.imports)


def _going_on(one: Swallowed) -> str:
    return f"by {one.fallback}" if one.fallback.startswith("returning") else f"with {one.fallback}"


def _warnings(module: CodeModule, one: Swallowed) -> Finding:
    return Finding(
        subject=file_subject(module.path),
        line=one.line,
        title="A training module silences every warning",
        severity=Severity.LOW,
        message=f"{module.path}:{one.line} silences every warning of the training it starts.",
        evidence=(Evidence(kind="line", path=module.path, line=one.line, excerpt=one.excerpt),),
        drivers=(Driver(name="served", value=0.0, unit="x", ref="warnings of training"),),
        remediation="Silence the one warning that is understood, by category and module, and let the others be seen.",
    )

"""Pipeline without retries, time limit or alarm

Detects
-------
A pipeline of the repository whose orchestrator is told too little for a bad day. Airflow: at least two of retries (absent or 0),
a time limit (`execution_timeout`, `dagrun_timeout`) and a callback or mail on failure are missing, after default_args and the
operators themselves were read; told with it: the owner has left, and `catchup=True`; a start date that moves with the clock (`datetime.now()`) is a gap too,
what asks a variable, a tracker, a table or another service when the file is read (by the scheduler, again and again) is told with them,
and an address is none of a mail that `email_on_failure=False` switches off. Kubernetes
CronJobs: at least two of `concurrencyPolicy`, `backoffLimit` and `activeDeadlineSeconds`. Argo: at least two of
retryStrategy, activeDeadlineSeconds and onExit. Programs that start their jobs themselves (`schedule`, APScheduler): nothing in them
retries, limits the time or tells anybody, nor does a program that imports them send its errors to Sentry or its like. Scheduled jobs of Databricks' bundles: at least two of `max_retries`, `timeout_seconds` and a notification on failure. Prefect flows that are scheduled: no retries and no timeout anywhere. DAGs whose
defaults come from a variable or a helper, and examples, are left out, and so are DAGs that neither a schedule nor a scheduled DAG starts: whoever
starts one watches it. Other pipelines without a schedule are low. Those that lack the same are one item.

Why it is debt
--------------
A network error at night fails the run until somebody looks; a hung task blocks the next runs; without an alarm the first to
notice is whoever uses the stale scores.

How to pay it down
------------------
Set retries, execution_timeout and on_failure_callback once in default_args (or backoffLimit, activeDeadlineSeconds and
concurrencyPolicy of the CronJob), and name a team as owner.

Example
-------
`DAG("churn_daily", schedule="0 2 * * *", default_args={"retries": 0})`

References
----------
Airflow, best practices. Kubernetes, CronJob. Sculley et al. 2015, pipeline jungles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.routing import last_commit
from debtscope_collectors.joins.together import FROM
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines, PipelineStep
from debtscope_collectors.sources.pipelines.import_work import import_work

_KINDS = {
    "cronjob": "CronJob", "airflow": "DAG", "argo": "workflow", "prefect": "flow", "scheduler": "scheduler", "databricks": "job",
}  # fmt: skip
_COLLECTS = regex(r"(?:sentry_sdk|rollbar|bugsnag|honeybadger|newrelic|ddtrace|elasticapm|raygun4py)(?:\.|$)")
"""Clients of services that collect a program's errors."""
_STEPS = 2
"""Imports from where that client is set up to where the jobs are."""
_ENOUGH = 2
_SHOWN = 4


@rule(
    id="CFG-028",
    category=Category.CONFIG,
    debt_type="pipeline operations debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("pipelines", "python", "git"),
    credits=("CR-26",),
    facets=(import_work,),
)
def check(facts: Facts) -> Iterator[Finding]:
    known = facts.one(Pipelines)
    asked = facts.rows(import_work)
    pipelines = known.pipelines if known else ()
    started = {step.command for one in pipelines if one.schedule for step in one.steps if step.kind == "trigger"}
    alike: dict[tuple[str, bool, tuple[str, ...]], list[Finding]] = {}
    for one in _defined(pipelines):
        if is_aside(one.path) or one.passes_options or one.generated:
            continue
        missing = [] if one.tool == "scheduler" and _is_watched(facts, one.path) else _missing(one)
        asks = asked.get(one.path, ()) if missing and one.tool == "airflow" else ()
        if one.tool == "airflow" and one.schedule is None and not asks and one.name not in started:
            continue  # whoever starts it watches it
        missing += [f"{row.call} runs whenever the scheduler reads the file" for row in asks[:1]]
        if len(missing) >= _ENOUGH:
            key = (one.tool, one.schedule is None, tuple(missing) if one.schedule else ())
            alike.setdefault(key, []).append(_finding(facts, one, [*missing, *_more(facts, one)]))
    for found in alike.values():
        if len(found) < FROM:
            yield from found
        else:
            yield _folded(found)


def _is_watched(facts: Facts, path: str) -> bool:
    """Whether a program that starts the file's jobs sends its errors to a service that collects them: what a job raises is logged, and sent."""
    code = facts.one(CodeBase)
    return code is not None and any(
        module.is_own
        and any(_COLLECTS.match(read.module) for read in module.facts.imports)
        and path in code.closure(start, _STEPS)
        for start, module in code.modules.items()
    )


def _defined(pipelines: Iterable[Pipeline]) -> Iterator[Pipeline]:
    """All of them; of the jobs that one program starts the one that runs most often, since one change of the program mends them all."""
    jobs: dict[str, list[Pipeline]] = {}
    for one in pipelines:
        if one.tool == "scheduler":
            jobs.setdefault(one.path, []).append(one)
        else:
            yield one
    for path, ones in jobs.items():
        first = max(ones, key=lambda one: (one.schedule.runs_per_month or 0) if one.schedule else -1)
        steps = tuple(step for one in ones for step in one.steps)
        yield replace(first, name=path.rpartition("/")[2], steps=steps) if len(ones) > 1 else first


def _folded(found: list[Finding]) -> Finding:
    """Those that nobody schedules, or that lack the same: one set of defaults, given to all of them."""
    by_hand = found[0].severity is Severity.LOW
    names = listed([one.subject.symbol or one.subject.name for one in found], _SHOWN)
    kinds = [[e.ref for e in one.evidence if e.kind == "absence"] for one in found]
    shared = [gap for gap in kinds[0] if gap and all(gap in kind for kind in kinds)]
    every = list(dict.fromkeys(gap for kind in kinds for gap in kind if gap))
    same, gaps = ("gaps", every) if by_hand and len(shared) < len(every) else ("the same gaps", shared)
    who = " that are started by hand" if by_hand else ""
    return replace(
        found[0],
        subject=Subject(
            kind="dags", name="pipelines without a schedule" if by_hand else f"pipelines: {', '.join(shared)}"[:120]
        ),
        message=f"{len(found)} pipelines{who} have {same} ({listed(gaps, _SHOWN)}): {names}.",
        line=None,
        occurrences=sum(one.occurrences for one in found),
        evidence=tuple(evidence for one in found for evidence in one.evidence),
    )


def _missing(one: Pipeline) -> list[str]:
    work = [step for step in one.steps if step.kind not in ("group", "sensor", "trigger")]
    if not work:
        return []
    match one.tool:
        case "airflow":
            return _airflow(one, work)
        case "cronjob":
            wanted = ("concurrencyPolicy", "backoffLimit", "activeDeadlineSeconds")
            return [f"no {name}" for name in wanted if name not in one.limits]
        case "argo":
            lacks = [] if one.retries is not None or all(s.retries for s in work) else ["no retryStrategy"]
            lacks += [] if one.timeout or all(s.timeout for s in work) else ["no activeDeadlineSeconds"]
            return lacks + ([] if one.callbacks else ["no onExit"])
        case "scheduler" if not (one.retries or one.timeout or one.callbacks):
            return ["no retries", "no time limit", "nobody is told of a failure"]
        case "databricks" if one.schedule is not None:
            lacks = [] if any(s.retries for s in work) else ["no max_retries"]
            lacks += [] if one.timeout or any(s.timeout for s in work) else ["no timeout_seconds"]
            return lacks + ([] if one.callbacks or any(s.callbacks for s in work) else ["nobody is told of a failure"])
        case "prefect" if one.schedule is not None:
            silent = not any(s.retries for s in work) and not one.retries
            unlimited = not one.timeout and not any(s.timeout for s in work)
            return ["no retries", "no timeout"] if silent and unlimited else []
        case _:
            return []


def _airflow(one: Pipeline, work: list[PipelineStep]) -> list[str]:
    missing: list[str] = []
    if not one.retries and not all(step.retries for step in work):
        missing.append("retries 0" if one.retries == 0 else "no retries")
    if not one.timeout and not all(step.timeout for step in work):
        missing.append("no time limit")
    if not one.callbacks and not all(step.callbacks for step in work):
        missing.append("nobody is told of a failure")
    if one.is_start_moving and one.schedule is not None:
        missing.append("a start date that moves with the clock")
    return missing


def _more(facts: Facts, one: Pipeline) -> Iterator[str]:
    if one.tool != "airflow":
        return
    history = facts.one(GitHistory)
    trace = last_commit(one.owner, history, facts.as_of) if one.owner and history else None
    if trace is not None and trace.left:
        yield f"its owner {one.owner} has no commit since {trace.last.date().isoformat()}"
    if one.catchup is True:
        yield "catchup=True"


def _finding(facts: Facts, one: Pipeline, told: list[str]) -> Finding:
    timed = f", {one.schedule.words}," if one.schedule and one.schedule.words else ""
    kind = _KINDS[one.tool]
    starts = f" (it starts {listed([step.name for step in one.steps], _SHOWN)})" if one.tool == "scheduler" else ""
    return Finding(
        subject=Subject(kind="dag", name=f"{one.path}|{one.name}", path=one.path, symbol=one.name),
        message=f"The {kind} {one.name}{timed if not starts else ''}{starts} has these gaps: {', '.join(told)}.",
        line=one.line,
        severity=None if one.schedule else Severity.LOW,
        occurrences=float(len(told)),
        evidence=(
            Evidence(kind="line", path=one.path, line=one.line, excerpt=f"{kind} {one.name}"),
            *(Evidence(kind="absence", path=one.path, line=one.line, ref=gap) for gap in told),
        ),
        drivers=runs_of(one),
    )

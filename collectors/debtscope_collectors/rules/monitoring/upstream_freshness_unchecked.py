"""No check that upstream data arrived and is recent

Detects
-------
A scheduled pipeline (Airflow, Prefect, cron jobs, scheduled workflows …) with a step that fetches data from elsewhere, by its
name, command or script, or that reads a landing place, and with no sensor, wait, freshness test or arrival check: neither as
a step, nor as a check on age, emptiness or row count that raises in a script which the pipeline runs. Pipelines without a time schedule
are left out (what starts on arrival knows that data came), and so are scheduled workflows that only build, test or release, and
steps of a host's workflow that fetch by a command alone and run no program. A step whose function is named for a look or a message
(`check_ingestion_dags`, `alert_on_failed_sync`) fetches nothing.
One item per file.

Why it is debt
--------------
A clock says nothing about data. On the night the upstream export is late the pipeline runs anyway, on yesterday's file or an
empty one, and every number it makes looks like any other.

How to pay it down
------------------
Wait for the data (a sensor with a time-out), or stop when the newest row is older than it may be or the count is far off; tell
somebody when it stops.

Example
-------
Debt: `schedule="0 2 * * *"` over `python pull_crm.py` and the scoring

Clean: a `FileSensor` before it, or `if df.date.max() < today - timedelta(days=1): raise StaleData`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015: up-stream producers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, facet, file_subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines, PipelineStep
from debtscope_collectors.sources.python.view import ModuleView

_FETCHES = regex(
    r"(?:^|[^a-z])(?:pull|fetch|extract|download|ingest(?:ion)?|landing|crawl|scrape|sync|collect|import_data|load_raw|get_data)(?![a-z])",
    re.IGNORECASE,
)
_NOT_DATA = regex(
    r"docker[\w -]{0,20}pull|git (?:pull|fetch)|dvc (?:pull|fetch)|fetch-depth|artifact|checkout|cache|pull[-_ ]request|models?\b|image|argo|kubectl|\bstatus\b|health",
    re.IGNORECASE,
)
_WATCHES = regex(
    r"^_{0,2}(?:check|monitor|alert|notify|audit|verify|watch)(?:s|ing|er|or)?_(?!\w{0,40}_?and_)", re.IGNORECASE
)
"""`check_ingestion_dags`, `monitor_sync_jobs`: a step that looks at what fetches, or tells of it, fetches nothing itself; `check_and_download` does."""
_CHECKS = regex(
    r"(?:^|[_\W])scan|short_?circuit|fresh|stale|sensor|wait_for|arriv|row_?count|great_expectations|checkpoint|soda|validate",
    re.IGNORECASE,
)
_ASKS = regex(
    r"\.empty\b|\blen\(|\.shape\[0\]|getmtime|st_mtime|timedelta|\.max\(\)|\.count\(\)|fresh|stale|age\b", re.IGNORECASE
)
_MAY_ASK = regex(
    r"\.[\s\\]*empty\b|\blen[\s\\]*\(|\.[\s\\]*shape\b|getmtime|st_mtime|timedelta|\.[\s\\]*(?:max|count)[\s\\]*\(|fresh|stale|age\b",
    re.IGNORECASE,
)
"""The same, however it is spaced."""


@frozen
class ArrivalCheck:
    """A check on emptiness, count or age that stops the run."""

    line: int


@facet(ArrivalCheck, version=3, tests=False)
def arrival_checks(view: ModuleView) -> Iterator[ArrivalCheck]:
    """The first of `if df.empty: raise …`, `assert len(df) > 1000`, `if newest < now - timedelta(…): raise …`."""
    raises = {view.parent(node) for node in view.nodes(ast.Raise)}
    checks = (*(node for node in view.nodes(ast.If) if node in raises), *view.nodes(ast.Assert))
    for node in checks:
        if _may_ask(view, node.test) and _ASKS.search(ast.unparse(node.test)[:300]):
            yield ArrivalCheck(line=node.lineno)
            return  # one is enough for the file


def _may_ask(view: ModuleView, test: ast.expr) -> bool:
    """A look at the lines, which costs a twentieth of writing the expression anew."""
    return _MAY_ASK.search("\n".join(view.lines[test.lineno - 1 : test.end_lineno])) is not None


@rule(
    id="MON-017",
    category=Category.MONITORING,
    debt_type="upstream monitoring debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("python", "pipelines", "dvc"),
    facets=(arrival_checks,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file with a scheduled pipeline that fetches data and asks nothing of it."""
    all_of_them = facts.one(Pipelines)
    checks = facts.rows(arrival_checks)
    seen: set[str] = set()
    for one in all_of_them.pipelines if all_of_them else ():
        if one.schedule is None or one.schedule.runs_per_month is None or one.generated or is_aside(one.path):
            continue
        if one.tool == "scheduler":
            continue  # each of its jobs is one step, and what fetches hands nothing on
        programs = one.tool != "github"  # a job of the host fetches pull requests and addresses as well
        fetching = [step for step in one.steps if _fetches(step) and (programs or step.files)]
        if fetching and one.path not in seen and not _is_checked(one, frozenset(checks)):
            seen.add(one.path)
            yield _finding(one, fetching)


def _fetches(step: PipelineStep) -> bool:
    """By its command and function, else by its name; what only brings the project's own code, data or images is none, nor what
    is named for a look at another step."""
    if not step.command and _WATCHES.search(step.function.rpartition(".")[2] or step.name):
        return False
    lines = f"{step.command[:2000]}\n{step.function}".splitlines()
    if any(_FETCHES.search(line) and not _NOT_DATA.search(line) for line in lines):
        return True
    own = any(_NOT_DATA.search(line) for line in lines)
    return bool(_FETCHES.search(step.name)) and not own and not _NOT_DATA.search(step.name)


def _is_checked(one: Pipeline, checked: frozenset[str]) -> bool:
    if one.checks_freshness or any(step.kind == "sensor" for step in one.steps):
        return True
    if one.path in checked or any(path in checked for step in one.steps for path in step.files):
        return True
    return any(_CHECKS.search(f"{step.name}\n{step.command[:2000]}\n{step.function}") for step in one.steps)


def _finding(one: Pipeline, fetching: list[PipelineStep]) -> Finding:
    when = one.schedule.words or one.schedule.cron if one.schedule else "on a schedule"
    names = ", ".join(dict.fromkeys(step.name for step in fetching[:3]))
    return Finding(
        subject=file_subject(one.path),
        message=f"{one.name} runs {when} whether or not what {names} fetches has arrived and is recent.",
        line=one.line,
        evidence=(
            Evidence(kind="schedule", path=one.path, line=one.schedule.line if one.schedule else None, ref=when),
            *(Evidence(kind="step", path=one.path, line=step.line, ref=step.name) for step in fetching[:4]),
            Evidence(
                kind="searched",
                excerpt="sensors, waits, freshness tests, and checks of age, emptiness or count in its scripts",
            ),
        ),
        drivers=runs_of(one),
    )

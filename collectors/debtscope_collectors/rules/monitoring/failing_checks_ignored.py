"""Data checks or jobs fail again and again

Detects
-------
A test or expectation (Great Expectations, Evidently test suites, Deepchecks) that fails in at least three of the last five
results of its suite, the latest among them, while neither the suite nor the reference was changed since its first failure;
undated results count when all of them fail. And a job of the lineage (OpenLineage) whose last run failed or was started more
than a day ago and never completed. One item per suite or job. Checks of severity warning or info, tests of drift where MON-002
tells of the same spell, and tests that only raised an exception are no failures.

Why it is debt
--------------
A check that is always red has been switched off in everybody's head, and it takes its neighbours with it: the next real
failure looks like the old one. The team pays for checks that it has stopped reading.

How to pay it down
------------------
Decide for each: mend the data upstream, or correct the expectation and say why in the commit. Then let the pipeline stop when
a check fails.

Example
-------
`loyalty_tier` has not been in its value set since 14 September; every weekly validation says so.

References
----------
ML Test Score, Monitor 2; Great Expectations documentation, "Checkpoints and actions"; OpenLineage specification, run states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

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
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import BoundReport, ModelDrift, ModelInventory
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.lineage.facts import LineageGraph, LineageJob, LineageRun
from debtscope_collectors.sources.monitoring.facts import MonitorReport

LATEST = 5
OFTEN = 3
DAY = timedelta(days=1)
SHOWN = 6
TOOLS = {"evidently": "Evidently", "great_expectations": "Great Expectations", "deepchecks": "Deepchecks"}
_Key = tuple[str, str, str | None, str | None]
"""(tool, stream, model, table or asset): one suite may judge several."""
_COUNTED = regex(r"[-_.]?\d[-_.:\d]*")
_MILD = frozenset({"warning", "info"})
_DRIFT = regex(r"drift", re.IGNORECASE)
_SUITE_FILE = regex(
    r"(?:^|/)(?:expectations|checkpoints|validation_definitions)/[^/]+\.(?:json|ya?ml)$|great_expectations\.ya?ml$"
)


@rule(
    id="MON-007",
    category=Category.MONITORING,
    debt_type="unacted data-quality alert",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("monitoring", "lineage", "git", "mlflow"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per suite and per job."""
    inventory = facts.one(ModelInventory)
    retired = {model.name for model in inventory.models if model.retired} if inventory else set[str]()
    drifting = {report.path for drift in facts.all(ModelDrift) for spell in drift.spells for report in spell.reports}
    suites: dict[_Key, list[MonitorReport]] = {}
    for bound in facts.all(BoundReport):
        report = bound.report
        if report.tool in TOOLS and report.checks and bound.model not in retired:
            suites.setdefault((report.tool, report.stream, bound.model, _asset(report)), []).append(report)
    said: list[_Said] = []
    # Streams that name their suite go before those that do not.
    for (tool, stream, model, asset), reports in sorted(suites.items(), key=_order):
        results = _results(reports)
        failing = {name: how for name, how in _failing(results).items() if not _told_by_drift(name, results, drifting)}
        days = frozenset(report.at.date() for report in results if report.at)
        told = _Said(tool, stream.partition("|")[2], asset, frozenset(failing), days)
        if not failing or any(told.is_another_view_of(other) for other in said):
            continue
        if not _changed(facts, results, failing):
            said.append(told)
            yield _suite(tool, stream, model, asset, results, failing)
    for graph in facts.all(LineageGraph):
        yield from _jobs(facts, graph)


def _asset(report: MonitorReport) -> str | None:
    """Assets made for one run each (`orders_2026_11_09`, `week9`) are one asset."""
    return _COUNTED.sub("*", report.service) if report.service else None


def _order(pair: tuple[_Key, list[MonitorReport]]) -> tuple[str, bool, str, str, str]:
    tool, stream, model, asset = pair[0]
    return tool, "|" not in stream, stream, model or "", asset or ""


@frozen(kw_only=False)
class _Said:
    """What an item told: one run of Great Expectations leaves a validation, a checkpoint and a stored result."""

    tool: str
    suite: str
    """Empty where the export does not name it, as what a checkpoint of 1.x describes."""
    asset: str | None
    failing: frozenset[str]
    days: frozenset[date]

    def is_another_view_of(self, other: _Said) -> bool:
        if self.tool != other.tool:
            return False
        if not self.suite:
            return bool(other.suite and self.failing & other.failing)
        return (
            (self.suite, self.asset) == (other.suite, other.asset)
            and self.failing == other.failing
            and bool(self.days & other.days)
        )


def _results(reports: Sequence[MonitorReport]) -> list[MonitorReport]:
    """The last results, oldest first; undated ones only where none is dated."""
    dated = {report.at: report for report in reports if report.at is not None}
    if dated:
        return [dated[at] for at in sorted(dated)][-LATEST:]
    return sorted(reports, key=lambda report: report.path)


def _failing(results: Sequence[MonitorReport]) -> dict[str, int]:
    """Check -> failures among the results; those that still fail and have done so often."""
    if len(results) < OFTEN:
        return {}
    counts: dict[str, int] = {}
    for report in results:
        names = {
            _shown(c.name, c.column)
            for c in report.checks
            if c.status == "fail" and (c.level or "").lower() not in _MILD
        }
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    latest = {_shown(c.name, c.column) for c in results[-1].checks if c.status == "fail"}
    least = len(results) if results[-1].at is None else OFTEN
    return {name: count for name, count in counts.items() if count >= least and name in latest}


def _shown(name: str, column: str | None) -> str:
    return f"{name} of {column}" if column and column not in name else name


def _told_by_drift(name: str, results: Sequence[MonitorReport], drifting: set[str]) -> bool:
    return _DRIFT.search(name) is not None and results[-1].path in drifting


def _changed(facts: Facts, results: Sequence[MonitorReport], failing: dict[str, int]) -> bool:
    """Whether a suite file was touched after the first failure, or the checks themselves are others than then."""
    history, first = facts.one(GitHistory), _since(results, failing)
    if history is None or first is None:
        return False
    return any(
        _SUITE_FILE.search(change.path) and not is_example(facts, change.path)
        for commit in history.commits
        if commit.at > first
        for change in commit.changes
    )


def _since(results: Sequence[MonitorReport], failing: dict[str, int]) -> datetime | None:
    """The oldest result of those looked at in which one of the checks fails."""
    for report in results:
        if any(c.status == "fail" and _shown(c.name, c.column) in failing for c in report.checks):
            return report.at
    return None


def _suite(
    tool: str,
    stream: str,
    model: str | None,
    asset: str | None,
    results: Sequence[MonitorReport],
    failing: dict[str, int],
) -> Finding:
    names = sorted(failing, key=lambda name: (-failing[name], name))
    path, _, suite = stream.partition("|")
    called = suite or (path.rpartition("/")[0] or path).removeprefix("outside:")
    since = _since(results, failing)
    when = f" since {since.date()}" if since else ", all of them undated"
    of = f" on {asset}" if asset and "*" not in asset and asset != called else ""
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    months = _months(results)
    drivers = (
        (
            Driver(
                name="firings_per_month",
                value=round(len(results) / months, 2),
                unit="red results/month",
                ref=results[-1].path,
            ),
        )
        if months
        else ()
    )
    newest = results[-1]
    return Finding(
        subject=Subject(kind="suite", name=called, path=newest.path, symbol=" ".join(filter(None, (tool, called, asset)))),
        message=f"{names[0]}{more} failed in {failing[names[0]]} of the last {len(results)} {TOOLS[tool]} results of {called}{of}{when}; "
        "nobody changed the suite.",
        evidence=(
            *(Evidence(kind="check", path=newest.path, ref=name, value=failing[name], excerpt=f"failures in {len(results)} results")
              for name in names[:SHOWN]),
            *(Evidence(kind="report", path=r.path, ref=r.at.date().isoformat() if r.at else "undated",
                       excerpt=f"{sum(c.status == 'fail' for c in r.checks)} of {len(r.checks)} checks fail") for r in results),
        ),
        occurrences=float(len(names)),
        confidence=Confidence.LOW if newest.at is None else None,
        drivers=drivers,
        tags=(model,) if model else (),
    )  # fmt: skip


def _months(results: Sequence[MonitorReport]) -> float | None:
    first, last = results[0].at, results[-1].at
    return max((last - first).days / 30.44, 1.0) if first and last else None


def _jobs(facts: Facts, graph: LineageGraph) -> Iterator[Finding]:
    now = datetime.combine(facts.as_of, time.max, tzinfo=UTC)
    for job in graph.jobs:
        run = job.runs[-1] if job.runs else None
        if run is None or is_example(facts, job.path) or (problem := _problem(run, now)) is None:
            continue
        done = [one for one in job.runs if one.state == "COMPLETE" and one.ended]
        before = (
            f"its last success was on {done[-1].ended:%Y-%m-%d}"
            if done and done[-1].ended
            else "no run of it succeeded"
        )
        yield Finding(
            subject=Subject(kind="job", name=f"OpenLineage {job.name}", path=job.path, symbol=job.key),
            line=run.line or job.line,
            message=f"Job {job.name} {problem}; {before}.",
            evidence=(_run(job, run), *(_run(job, one) for one in done[-1:])),
            severity=None if not done else Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
        )


def _problem(run: LineageRun, now: datetime) -> str | None:
    at = run.last or run.started
    if run.state in ("FAIL", "ABORT"):
        return f"{'failed' if run.state == 'FAIL' else 'was aborted'}{f' on {at.date()}' if at else ''} and has not run since"
    if run.state in ("START", "RUNNING") and at is not None and now - at > DAY:
        return f"was started on {at.date()} and never completed"
    return None


def _run(job: LineageJob, run: LineageRun) -> Evidence:
    at = run.last or run.started
    return Evidence(
        kind="run", path=job.path, line=run.line, ref=run.run_id, excerpt=f"{run.state}{f' {at.date()}' if at else ''}"
    )

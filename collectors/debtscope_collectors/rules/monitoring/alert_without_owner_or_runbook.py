"""Alert rule has no owner, severity or runbook

Detects
-------
An alerting rule (Prometheus, PrometheusRule, Grafana provisioning) without a severity, without an owner (a team label, or
a route to somebody), without a summary, or without a runbook that exists; and one that ends nowhere: its route is muted
at all times, or its receiver notifies nobody or only a person who left. Many alerts of one file with the same gaps are one
item.

Why it is debt
--------------
An alert is a promise that somebody will act. Without an owner nobody does, without a severity everybody guesses, without a
runbook whoever is woken starts from nothing. Alerts that end nowhere are worse than none: they count as coverage.

How to pay it down
------------------
Give each rule `severity` and `team` labels, a summary and a `runbook_url`; route every severity to a living channel, and
test the routing with `amtool config routes test`. Delete alerts that nobody wants to own.

Example
-------
`ChurnDown` has neither severity nor runbook, and the default receiver of Alertmanager is "null".

References
----------
Google SRE Book, "Practical Alerting"; Prometheus documentation, "Alerting rules" and "Alertmanager: routes".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.alerts import TOGETHER, OwnAlert
from debtscope_collectors.joins.routing import Ending, ending
from debtscope_collectors.sources.monitoring.facts import AlertRule, FiringAlert

_RUNBOOK = regex(r"runbook|playbook", re.IGNORECASE)
_DOCUMENT = regex(r"[\w./-]{1,200}\.(?:md|rst|txt|html|adoc)")
_SEVERITIES = ("severity", "priority", "level", "sev", "urgency", "criticality")
_OWNERS = (
    "team",
    "owner",
    "squad",
    "service",
    "owned_by",
    "contact",
    "channel",
    "slack_channel",
    "oncall",
    "on_call",
    "tribe",
)
_TEXTS = ("summary", "description", "message", "title", "details", "info")
_HOLLOW = frozenset({"", "todo", "tbd", "fixme", "xxx", "none", "n/a", "-", "changeme", "null"})


@rule(
    id="MON-006",
    category=Category.MONITORING,
    debt_type="operational debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("files", "git"),
    credits=("CR-14",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per alert, or per file and set of gaps where many alerts share them."""
    shared: dict[tuple[str, tuple[str, ...]], list[_Judged]] = {}
    for own in facts.all(OwnAlert):
        judged = _judge(own.rule, facts)
        if judged.gaps or judged.problem:
            key = (own.rule.path, (*judged.gaps, judged.problem or ""))
            shared.setdefault(key, []).append(judged)
    for (path, _), members in shared.items():
        if len(members) > TOGETHER:
            yield _file(path, members)
        else:
            yield from (_alert(judged, facts) for judged in members)


@frozen
class _Judged:
    alert: AlertRule
    gaps: tuple[str, ...]
    problem: str | None
    """Why nobody hears it."""
    routing: str | None
    lost: str | None
    """A runbook that it names and the repository does not have."""


def _judge(alert: AlertRule, facts: Facts) -> _Judged:
    labels, annotations = dict(alert.labels), dict(alert.annotations)
    end = ending(alert, facts)
    told = {**annotations, **labels}
    gaps: list[str] = []
    if not alert.routed_by_folder and not _told(told, _SEVERITIES):
        gaps.append("severity")
    if not alert.routed_by_folder and not _told(told, _OWNERS) and (end is None or end.problem):
        gaps.append("owner")
    if not _told(annotations, _TEXTS):
        gaps.append("summary")
    link = next((value.strip() for key, value in told.items() if value.strip() and _RUNBOOK.search(key)), None)
    lost = link if link is not None and _is_lost(link, alert.path, facts) else None
    if link is None or lost:
        gaps.append("runbook")
    problem = end.problem if end else None
    return _Judged(alert=alert, gaps=tuple(gaps), problem=problem, routing=_path(end), lost=lost)


def _is_lost(link: str, beside: str, facts: Facts) -> bool:
    """A relative path to a document that is neither at the top nor beside the rules; links elsewhere are not followed."""
    target = link.partition("#")[0].removeprefix("./").lstrip("/")
    if not _DOCUMENT.fullmatch(target):
        return False
    files = {entry.path for entry in facts.all(FileEntry)}
    return bool(files) and target not in files and f"{beside.rpartition('/')[0]}/{target}" not in files


def _path(end: Ending | None) -> str | None:
    return end.path if end is not None and end.problem else None


def _told(values: dict[str, str], names: Sequence[str]) -> bool:
    """Whether one of the names has a value that says something."""
    return any(values.get(name, "").strip().lower() not in _HOLLOW for name in names)


def _weight(judged: _Judged) -> Severity:
    """Nobody hears it, or nobody knows how urgent it is: high. One missing line of help alone is no emergency."""
    if judged.problem or "severity" in judged.gaps:
        return Severity.HIGH
    return Severity.MEDIUM if len(judged.gaps) > 1 else Severity.LOW


def _listed(gaps: Sequence[str]) -> str:
    return " or ".join([", ".join(gaps[:-1]), gaps[-1]] if len(gaps) > 1 else gaps)


def _alert(judged: _Judged, facts: Facts) -> Finding:
    alert = judged.alert
    said = [f"has no {_listed(judged.gaps)}"] if judged.gaps else []
    said += [judged.problem] if judged.problem else []
    evidence = [_evidence(judged)]
    if judged.routing:
        evidence.append(Evidence(kind="config", path=judged.routing, excerpt=judged.problem))
    drivers, firing = _firings(alert.name, facts)
    return Finding(
        subject=Subject(kind="alert", name=alert.name, path=alert.path, symbol=alert.name),
        line=alert.line,
        message=f"Alert {alert.name}: {'; '.join(said)}.",
        evidence=(*evidence, *firing),
        severity=_weight(judged),
        drivers=drivers,
        cause=f"alerts of {alert.path}",  # one person who feels responsible for the file answers for all
    )


def _file(path: str, members: Sequence[_Judged]) -> Finding:
    first = members[0]
    gaps = f"have no {_listed(first.gaps)}" if first.gaps else "end nowhere"
    problem = f"; {first.problem}" if first.problem else ""
    return Finding(
        subject=Subject(
            kind="file", name=path, path=path, symbol="alerts without " + ", ".join(first.gaps or ("receiver",))
        ),
        line=first.alert.line,
        message=f"{len(members)} alerts of {path} {gaps}, for example {first.alert.name}{problem}.",
        evidence=tuple(_evidence(judged) for judged in members[:10]),
        severity=_weight(first),
        occurrences=float(len(members)),
    )


def _evidence(judged: _Judged) -> Evidence:
    missing = f"missing: {', '.join(judged.gaps)}" if judged.gaps else "complete"
    if judged.lost:
        missing += f" ({judged.lost} does not exist)"
    return Evidence(kind="line", path=judged.alert.path, line=judged.alert.line, ref=judged.alert.name, excerpt=missing)


def _firings(name: str, facts: Facts) -> tuple[tuple[Driver, ...], tuple[Evidence, ...]]:
    """How often it fired, as far as the exports show."""
    shown = [alert for alert in facts.all(FiringAlert) if alert.name == name and alert.since is not None]
    since = sorted({alert.since for alert in shown if alert.since is not None})
    if not since:
        return (), ()
    months = max((facts.as_of - since[0].date()) / timedelta(days=30.44), 1.0)
    value = round(len(since) / months, 2)
    evidence = Evidence(kind="alert", path=shown[0].path, ref=name, excerpt=f"{shown[0].state} since {since[0].date()}")
    return (Driver(name="firings_per_month", value=value, unit="firings/month", ref=shown[0].path),), (evidence,)

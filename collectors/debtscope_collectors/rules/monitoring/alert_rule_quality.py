"""Alerts without patience, lasting silences, dead ends

Detects
-------
In rules: an alert on a gauge (or on `up`) without `for`, which one lost scrape fires. In Alertmanager: a default receiver that
notifies nobody (where no route below it takes all the same), a route that is muted at all times or repeats only after more than a week, an inhibition without `equal`
(anything that fires anywhere silences its targets), and a silence of more than 30 days or beyond the next 30. Alerts whose
expression smooths by itself (a rate or an increase over a window, `absent_over_time`) and purely informative ones need no
`for`. More than two alerts of one file, and all faults of one Alertmanager file, are one item.

Why it is debt
--------------
An alert that flaps is muted by its readers before it is muted by anybody's silence; a silence until 2030 is a deleted alert
that still counts as cover.

How to pay it down
------------------
Give each alert a `for` of a few scrape intervals; let the default route end at a channel that somebody reads; give silences
an end of hours or days, and a reason; test the routing with `amtool config routes test`, and the rules with promtool.

Example
-------
`up{job="churn-serve"} == 0` without `for`; the default receiver of Alertmanager is "null".

References
----------
Prometheus documentation, "Alerting rules" and "Alertmanager: inhibition, silences"; Google SRE Workbook, "Alerting on SLOs".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.alerts import TOGETHER, OwnAlert
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import AlertRouting, AlertRule, Silence

LONG = timedelta(days=30)
WEEK_HOURS = 168.0
_SMOOTHED = regex(
    r"\b(?:rate|irate|increase|delta|deriv|changes|resets|absent_over_time|count_over_time|sum_over_time|predict_linear|"
    r"histogram_quantile|present_over_time)\s*\(",
    re.IGNORECASE,
)
_COMPARED = regex(r"[<>]=?|[=!]=")
_CALM = frozenset({"info", "information", "informational", "notice", "debug"})


@rule(
    id="MON-020",
    category=Category.MONITORING,
    debt_type="operational debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("files",),
    credits=("CR-14",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per impatient alert (per file where there are more), per routing file and per file of silences."""
    yield from _impatient(facts)
    seen: set[tuple[object, ...]] = set()
    for routing in sorted(facts.all(AlertRouting), key=lambda r: (r.path.startswith("outside:"), r.path)):
        key = (routing.routes, routing.receivers)
        if routing.tool == "alertmanager" and key not in seen and not is_example(facts, routing.path):
            seen.add(key)
            yield from _routing(routing)
    yield from _silences(facts)


def _impatient(facts: Facts) -> Iterator[Finding]:
    files: dict[str, list[AlertRule]] = {}
    for own in facts.all(OwnAlert):
        if _is_impatient(own.rule):
            files.setdefault(own.rule.path, []).append(own.rule)
    for path, alerts in files.items():
        if len(alerts) > TOGETHER:
            yield Finding(
                subject=Subject(kind="file", name=path, path=path, symbol="alerts without for"),
                line=alerts[0].line,
                message=f"{len(alerts)} alerts of {path} have no `for`: one bad scrape fires them, {alerts[0].name} among them.",
                evidence=tuple(_evidence(alert) for alert in alerts[:10]),
                occurrences=float(len(alerts)),
            )
            continue
        for alert in alerts:
            yield Finding(
                subject=Subject(kind="alert", name=alert.name, path=path, symbol=alert.name),
                line=alert.line,
                message=f"Alert {alert.name} has no `for`: one bad scrape fires it.",
                evidence=(_evidence(alert),),
            )


def _is_impatient(alert: AlertRule) -> bool:
    """A gauge held against a limit, at once. A `for: 0s` that somebody wrote is a decision."""
    if alert.for_seconds is not None or not _COMPARED.search(alert.expr) or _SMOOTHED.search(alert.expr):
        return False
    severity = next((value for name, value in alert.labels if name in ("severity", "priority", "level")), "")
    return severity.lower() not in _CALM and "vector(" not in alert.expr


def _evidence(alert: AlertRule) -> Evidence:
    return Evidence(
        kind="line", path=alert.path, line=alert.line, ref=alert.name, excerpt=" ".join(alert.expr.split())[:160]
    )


def _routing(routing: AlertRouting) -> Iterator[Finding]:
    """What a routing file leaves in the dark."""
    silent = {receiver.name for receiver in routing.receivers if not receiver.kinds}
    told: list[tuple[str, str]] = []
    # Parents' matchers are a child's too: with no other than the default route's it takes whatever comes to it.
    top = {matcher for route in routing.routes if route.is_default for matcher in route.matchers}
    takes_all = any(
        not route.is_default
        and not route.always_muted
        and route.receiver not in silent
        and top.issuperset(route.matchers)
        for route in routing.routes
    )
    for route in routing.routes:
        where = ", ".join(f"{label} {sign} {value}" for label, sign, value in route.matchers[:3]) or "everything else"
        if route.is_default and route.receiver in silent and not takes_all:
            told.append((f"the default receiver {route.receiver!r} notifies nobody", "default route"))
        elif route.always_muted:
            told.append((f"the route of {where} to {route.receiver} is muted at all times", where))
        if route.repeat_hours is not None and route.repeat_hours > WEEK_HOURS and route.is_default:
            days = route.repeat_hours / 24
            told.append((f"a firing alert is told again only after {days:.0f} days", "repeat_interval"))
    for one in routing.inhibitions:
        if not one.equal and not _is_one_alert(one.sources):
            of = ", ".join(f"{label} {sign} {value}" for label, sign, value in one.targets[:3])
            told.append(
                (f"whatever fires with {_of(one.sources)} silences all of {of}, for no label must be equal", of)
            )
    if not told:
        return
    # An inhibition alone is a choice of some teams; a default that ends nowhere loses alerts.
    yield Finding(
        subject=Subject(kind="file", name=routing.path, path=routing.path),
        message=f"{routing.path}: {'; '.join(text for text, _ in told[:3])}.",
        evidence=tuple(Evidence(kind="config", path=routing.path, ref=ref, excerpt=text) for text, ref in told[:8]),
        occurrences=float(len(told)),
        confidence=None if any(ref == "default route" or "muted" in text for text, ref in told) else Confidence.MEDIUM,
    )


def _is_one_alert(sources: tuple[tuple[str, str, str], ...]) -> bool:
    """One named alert (the cluster is down, InfoInhibitor) may well silence whatever follows from it."""
    return any(label == "alertname" for label, _, _ in sources)


def _of(sources: tuple[tuple[str, str, str], ...]) -> str:
    return ", ".join(f"{label} {sign} {value}" for label, sign, value in sources[:2])


def _silences(facts: Facts) -> Iterator[Finding]:
    now = datetime.combine(facts.as_of, time(), UTC)
    files: dict[str, list[tuple[Silence, str]]] = {}
    for silence in facts.all(Silence):
        if silence.ends is None or silence.ends < now or silence.state == "expired":
            continue
        length = silence.ends - (silence.starts or now)
        if silence.ends - now > LONG or length > LONG:
            since = f" since {silence.starts.date()}" if silence.starts else ""
            files.setdefault(silence.path, []).append((silence, f"silent{since} until {silence.ends.date()}"))
    for path, members in files.items():
        evidence = tuple(
            Evidence(kind="config", path=path, ref=_of(one.matchers), excerpt=text) for one, text in members[:8]
        )
        yield Finding(
            subject=Subject(kind="file", name=path, path=path, symbol="lasting silences"),
            message=f"{len(members)} silence{'s' if len(members) > 1 else ''} of more than 30 days in {path}, "
            f"for example {_of(members[0][0].matchers)}, {members[0][1]}.",
            evidence=evidence,
            occurrences=float(len(members)),
        )

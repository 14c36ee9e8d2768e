"""Alerts or panels that can never speak

Detects
-------
An alert or a panel that queries a metric which no code, configuration, recording rule or export of the repository names and
which no well-known exporter gives; and an alert whose condition lies outside what its metric can be (an AUC below 0.1, a
probability above 1, a limit of 0 to 1 for what the code declares as 0 to 100) or must hold for more than a week without a break. Alerts of one file with the same fault are one item;
a dashboard is one item, which also names panels without a query, panels that ask a data source of a fixed name where the
others take theirs from an input, and legacy alerts inside panels. Silent where a program makes whole metric names up; soft
for rules, and silent for a dashboard, where nothing that they ask for is exported here: then the program may live in
another repository.

Why it is debt
--------------
An alert that cannot fire looks like cover. The team renamed the metric, or never exported it, and learns of it in the
incident that the alert was written for. promtool calls such a rule correct.

How to pay it down
------------------
Give the rule the metric's name of today, or export the metric; test rules with `promtool test rules`, and alert on
`absent(metric)` for those that matter. Delete panels that show nothing.

Example
-------
`churn_auc < 0.1` for 30 days: a model that guesses has 0.5.

References
----------
Prometheus documentation, "Unit testing for rules"; Google SRE Workbook, "Monitoring"; Sculley et al. 2015, section 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import (
    Basis,
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope_collectors.joins.alerts import TOGETHER, OwnAlert
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.metric_sources import MetricSources
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import Dashboard, Panel

SHOWN = 8

_EDITORS = (".cursor/", ".vscode/", ".idea/", ".claude/")
"""Rules for editors and assistants are no alerts."""
_PANEL = Driver(
    name="part", value=0.2, unit="x", ref="judgement: who looks at a panel sees that it is empty, of an alert nobody knows",
    basis=Basis.DEFAULT,
)  # fmt: skip


@rule(
    id="MON-012",
    category=Category.MONITORING,
    debt_type="dead monitoring",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("python", "files"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per alert, per file where more share the fault, and per dashboard."""
    sources = facts.one(MetricSources)
    missing = sources.missing if sources else frozenset[str]()
    alerts = [own for own in facts.all(OwnAlert) if not own.rule.path.startswith(_EDITORS)]
    yield from _impossible([own for own in alerts if own.never])
    if sources is not None:
        yield from _unfed([own for own in alerts if missing & set(own.rule.metrics)], sources)
    seen: set[tuple[object, ...]] = set()
    for board in sorted(facts.all(Dashboard), key=lambda b: (b.path.startswith("outside:"), b.path)):
        key = (board.title, board.panels)
        if key not in seen and not is_example(facts, board.path):
            seen.add(key)
            # The program behind a dashboard of which nothing is known here lives elsewhere.
            known = missing if sources is not None and sources.knows(board.metrics) else frozenset[str]()
            yield from _board(board, known, sources)


def _impossible(alerts: Sequence[OwnAlert]) -> Iterator[Finding]:
    """A fact of the rule alone."""
    for path, members in _by_file(alerts):
        if len(members) > TOGETHER:
            first = members[0]
            yield Finding(
                subject=Subject(kind="file", name=path, path=path, symbol="alerts that cannot fire"),
                line=first.rule.line,
                message=f"{len(members)} alerts of {path} can hardly ever fire, for example {first.rule.name}: {first.never}.",
                evidence=tuple(_line(own, own.never or "") for own in members[:SHOWN]),
                occurrences=float(len(members)),
                confidence=Confidence.HIGH,
            )
            continue
        for own in members:
            yield Finding(
                subject=Subject(kind="alert", name=own.rule.name, path=path, symbol=own.rule.name),
                line=own.rule.line,
                message=f"Alert {own.rule.name} can hardly ever fire: {own.never}.",
                evidence=(_line(own, own.never or ""),),
                confidence=Confidence.HIGH,
            )


def _unfed(alerts: Sequence[OwnAlert], sources: MetricSources) -> Iterator[Finding]:
    for path, members in _by_file([own for own in alerts if not own.never]):
        lost = list(dict.fromkeys(m for own in members for m in own.rule.metrics if m in sources.missing))
        sure = sources.knows(m for own in alerts for m in own.rule.metrics) or bool(sources.found)
        ending = "can never fire" if sure else "cannot fire unless a program outside of it does"
        first, one = members[0].rule, len(members) == 1
        who = f"Alert {first.name} queries" if one else f"{len(members)} alerts of {path} query"
        yield Finding(
            subject=Subject(kind="alert", name=first.name, path=path, symbol=first.name)
            if one
            else Subject(kind="file", name=path, path=path, symbol="alerts on metrics that nothing exports"),
            line=first.line,
            message=f"{who} {listed(lost, 3)}, which nothing in this repository exports: {'it' if one else 'they'} {ending}.",
            evidence=(
                *(
                    _line(own, ", ".join(m for m in own.rule.metrics if m in sources.missing))
                    for own in members[:SHOWN]
                ),
                _searched(sources),
            ),
            occurrences=float(len(members)),
            severity=None if sure else Severity.LOW,
            confidence=None if sure else Confidence.LOW,
        )


def _board(board: Dashboard, missing: frozenset[str], sources: MetricSources | None) -> Iterator[Finding]:
    lost = [metric for metric in board.metrics if metric in missing]
    mute = [panel for panel in board.panels if not panel.has_query]
    stray = _stray(board.panels)
    if not lost and not mute and not stray:
        return
    said = [f"queries {listed(lost, 3)}, which nothing in this repository exports"] if lost else []
    said += [f"has {len(mute)} panel{'s' if len(mute) > 1 else ''} without a query"] if mute else []
    said += [f"asks the fixed data source {stray[0].datasource} beside the one that is put in"] if stray else []
    yield Finding(
        subject=Subject(kind="file", name=board.path, path=board.path),
        message=f"Dashboard {board.title!r} {'; it '.join(said)}.",
        evidence=(*_panels(board, set(lost), mute, stray), *([_searched(sources)] if lost and sources else [])),
        occurrences=float(len(lost) + len(mute) + len(stray)),
        severity=None if lost else Severity.LOW,
        drivers=(_PANEL,),
    )


def _panels(board: Dashboard, lost: set[str], mute: Sequence[Panel], stray: Sequence[Panel]) -> Iterator[Evidence]:
    asking = [(p, f"queries {', '.join(sorted(set(p.metrics) & lost))}") for p in board.panels if set(p.metrics) & lost]
    old = [(p, "legacy alert, which Grafana 11 does not run") for p in board.panels if p.has_alert]
    told = [(p, "has no query") for p in mute[:SHOWN]] + [
        (p, f"asks the data source {p.datasource}") for p in stray[:SHOWN]
    ]
    for panel, excerpt in (*asking[:SHOWN], *told, *old[:2]):
        yield Evidence(kind="panel", path=board.path, ref=panel.title or panel.kind, excerpt=excerpt)


def _stray(panels: Sequence[Panel]) -> list[Panel]:
    """Panels bound to a data source by name, in a dashboard whose others take an input or a variable."""
    if not any(p.datasource and p.datasource.startswith("$") for p in panels):
        return []
    return [p for p in panels if p.datasource and not p.datasource.startswith(("$", "-- ", "grafana"))]


def _by_file(alerts: Sequence[OwnAlert]) -> list[tuple[str, list[OwnAlert]]]:
    files: dict[str, list[OwnAlert]] = {}
    for own in alerts:
        files.setdefault(own.rule.path, []).append(own)
    return list(files.items())


def _line(own: OwnAlert, excerpt: str) -> Evidence:
    return Evidence(kind="line", path=own.rule.path, line=own.rule.line, ref=own.rule.name, excerpt=excerpt)


def _searched(sources: MetricSources) -> Evidence:
    excerpt = f"{sources.searched} files of code and configuration, recording rules and series of exports"
    return Evidence(kind="searched", excerpt=excerpt)

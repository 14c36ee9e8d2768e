"""Grafana: dashboards, and provisioned alert rules, contact points and policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debtscope_collectors.sources.monitoring.facts import AlertRouting, AlertRule, Dashboard, Receiver, Route
from debtscope_collectors.sources.monitoring.promql import metrics_of, seconds_of
from debtscope_collectors.sources.monitoring.shape import mapping, mappings, sequence, text, walk

_MARKS = (
    b'"__inputs"',
    b'"panels"',
    b'"graphTooltip"',
    b'"gnetId"',
    b'"schemaVersion"',
    b'"templating"',
    b'"annotations"',
)
_VERSION = re.compile(rb"^apiVersion:[ \t]*1[ \t\r]*$", re.MULTILINE)
_DASHBOARD = frozenset({"schemaVersion", "templating", "time", "annotations", "__inputs"})


def looks_like_dashboard(head: bytes) -> bool:
    """Whether the head of a JSON file may be a dashboard's."""
    return any(mark in head for mark in _MARKS)


def looks_like_provisioning(head: bytes) -> bool:
    """Whether a YAML file may be provisioned alerting."""
    if _VERSION.search(head) is None:
        return False
    return b"contactPoints:" in head or b"policies:" in head or (b"datasourceUid:" in head and b"condition:" in head)


def read_dashboard(document: object, path: str) -> Iterator[Dashboard]:
    """The dashboard, unwrapped from an answer of the HTTP interface where it is one."""
    top = mapping(document)
    board = mapping(top.get("dashboard")) or mapping(top.get("spec")) or top
    title = text(board.get("title"), 200)
    if title is None or not isinstance(board.get("panels", board.get("rows")), list) or not _DASHBOARD & board.keys():
        return
    metrics: dict[str, None] = {}
    texts: dict[str, None] = {title: None}
    for part in walk({"panels": board.get("panels"), "rows": board.get("rows")}):
        if panel := text(part.get("title"), 200):
            texts[panel] = None
        for target in mappings(part.get("targets")):
            metrics.update(dict.fromkeys(metrics_of(text(target.get("expr"), 8000) or "")))
    yield Dashboard(path=path, title=title, metrics=tuple(metrics), texts=tuple(texts))


def read_provisioning(document: object, source: str, path: str) -> Iterator[AlertRule | AlertRouting]:
    """Alert rules, and the routing when policies or contact points are there."""
    top = mapping(document)
    for group in mappings(top.get("groups")):
        for rule in mappings(group.get("rules")):
            if "condition" in rule and (title := text(rule.get("title"), 200)):
                yield _alert(rule, title, group, source, path)
    receivers = tuple(
        Receiver(
            name=name,
            kinds=tuple(sorted({k for r in mappings(point.get("receivers")) if (k := text(r.get("type"), 40))})),
            people=(),
        )
        for point in mappings(top.get("contactPoints"))
        if (name := text(point.get("name"), 100))
    )
    routes = tuple(
        Route(receiver=name, matchers=(), always_muted=False, is_default=True)
        for policy in mappings(top.get("policies"))
        if (name := text(policy.get("receiver"), 100))
    )
    if receivers or routes:
        yield AlertRouting(path=path, routes=routes, receivers=receivers, tool="grafana")


def _alert(rule: Mapping[str, object], title: str, group: Mapping[str, object], source: str, path: str) -> AlertRule:
    queries = [text(mapping(part.get("model")).get("expr"), 8000) or "" for part in mappings(rule.get("data"))]
    expr = " ; ".join(query for query in queries if query)
    place = next((n for n, line in enumerate(source.splitlines(), 1) if "title:" in line and title in line), None)
    has_own_receiver = bool(mapping(rule.get("notification_settings")) or sequence(rule.get("notifications")))
    return AlertRule(
        name=title, path=path, line=place, group=text(group.get("name"), 200) or "", expr=expr,
        metrics=metrics_of(expr), for_seconds=seconds_of(rule.get("for")),
        labels=_pairs(rule.get("labels")), annotations=_pairs(rule.get("annotations")),
        routed_by_folder=has_own_receiver or bool(text(group.get("folder"))),
    )  # fmt: skip


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key[:100], str(inner)[:500]) for key, inner in mapping(value).items()))
